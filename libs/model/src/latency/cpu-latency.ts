import type { Latency } from './latency';
import type { CpuCurve, CpuProfile } from './model-profile';

/** Eq. 1: `L(c, b) = α_b · exp(−c / β_b) + γ_b`, seconds on `vcpu` cores. */
export const curveSeconds = ({ alphaSeconds, betaVcpu, gammaSeconds }: CpuCurve, vcpu: number): number =>
  alphaSeconds * Math.exp(-vcpu / betaVcpu) + gammaSeconds;

/** Largest batch whose latency was measured. */
export const maxCpuBatchSize = (profile: CpuProfile): number => Math.min(profile.avg.length, profile.max.length);

/** Latency of a batch on a CPU function (Eq. 1). Throws for a batch size that was not measured. */
export function cpuLatency(profile: CpuProfile, vcpu: number, batchSize: number): Latency {
  const avg = profile.avg[batchSize - 1];
  const max = profile.max[batchSize - 1];
  if (avg === undefined || max === undefined)
    throw new RangeError(`no CPU latency is known for batches of ${batchSize}`);
  return { avgSeconds: curveSeconds(avg, vcpu), maxSeconds: curveSeconds(max, vcpu) };
}
