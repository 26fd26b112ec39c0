import type { CpuTargets, CpuFits } from './cpu-profiling';
import { checkedShare, heldOutOf, type PointCheck } from './point-checks';
import { rootMeanSquare, type ChosenForm } from '../fitting/choose-form';
import { meanConfidenceShare } from '../samples/precision';
import type { CpuSamples } from '../samples/samples';

/** Whether plans may rest on a fit, and if not, what to do about it, in whole sentences. */
export interface Verdict {
  readonly isGood: boolean;
  readonly advice: readonly string[];
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Judges the fits of a CPU profile by the points that they had not seen. */
export function judgeCpu(
  samples: readonly CpuSamples[],
  fits: CpuFits | null,
  checks: readonly PointCheck[],
  targets: CpuTargets,
): Verdict {
  if (fits === null) {
    const advice = `The ${samples.length} points determine no form: measure more vCPU sizes, at least four.`;
    return { isGood: false, advice: [advice] };
  }
  const tail = fits.quantiles.find(({ share }) => share === checkedShare)?.fit ?? fits.max;
  const noise = rootMeanSquare(samples.map(({ seconds }) => meanConfidenceShare(seconds)));
  const { usualShare } = heldOutOf({ mean: fits.avg, tail }, samples);
  if (usualShare <= targets.errorShare && noise <= noiseFactor * targets.errorShare)
    return { isGood: true, advice: [] };
  return { isGood: false, advice: [...noiseAdvice(samples, targets), ...formAdvice(fits.avg, checks, targets)] };
}

/** A fit is surer than its points, but not by more than this. */
const noiseFactor = 2;

function noiseAdvice(samples: readonly CpuSamples[], { errorShare }: CpuTargets): string[] {
  const noisy = samples.filter(({ seconds }) => meanConfidenceShare(seconds) > errorShare);
  if (noisy.length === 0) return [];
  const [worst] = [...noisy].sort(
    (one, other) => meanConfidenceShare(other.seconds) - meanConfidenceShare(one.seconds),
  );
  return [
    `${noisy.length} of ${samples.length} points vary too much for ${percent(errorShare)}, most on ${worst!.vcpu} vCPU with batches of ${worst!.batchSize} (± ${percent(meanConfidenceShare(worst!.seconds))} of the mean): allow more runs a point.`,
  ];
}

function formAdvice(avg: ChosenForm, checks: readonly PointCheck[], { errorShare }: CpuTargets): string[] {
  const [worst] = [...checks].sort((one, other) => worstOf(other) - worstOf(one));
  if (worst === undefined || worstOf(worst) <= errorShare) return [];
  return [
    `No form tells all points within ${percent(errorShare)}; the best, ${avg.name}, ${missed(worst)}: profile a narrower range of vCPU, or allow more points.`,
  ];
}

function missed(check: PointCheck): string {
  const place = `${check.point.vcpu} vCPU with batches of ${check.point.batchSize}`;
  const share = worstOf(check);
  return Number.isFinite(share) ? `was ${percent(share)} off on ${place}` : `said nothing of ${place}`;
}

const worstOf = ({ meanErrorShare, tailErrorShare }: PointCheck): number =>
  Math.max(Math.abs(meanErrorShare), Math.abs(tailErrorShare));
