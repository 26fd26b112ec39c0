import { errorAt, rootMeanSquare, type ChosenForm } from '../fitting/choose-form';
import { meanConfidenceShare, tailConfidenceShare } from '../samples/precision';
import { deviationsOf95, sampleStatistics } from '../samples/sample-statistics';
import { isSamePoint, type CpuPoint, type CpuSamples } from '../samples/samples';
import { latencyQuantile, type TailShape } from '../samples/tail-shape';

/** The quantile that is checked beside the mean. */
export const checkedShare = 0.95;

/** How a point was told by the fit of the points before it. */
export interface PointCheck {
  readonly point: CpuPoint;
  /** Relative errors of mean and 95 % point; infinite where the fit said nothing. */
  readonly meanErrorShare: number;
  readonly tailErrorShare: number;
  readonly passed: boolean;
}

/** A fit of the mean and of the 95 % point. */
export interface CheckedFit {
  readonly mean: ChosenForm | null;
  readonly tail: ChosenForm | null;
}

/** Compares what a fit says of a point with its runs; what the runs themselves leave open does not count as an error. */
export function checkPoint(fit: CheckedFit, samples: CpuSamples, shape: TailShape, errorShare: number): PointCheck {
  const { vcpu, batchSize, seconds } = samples;
  const mean = errorOf(fit.mean, { ...samples, seconds: sampleStatistics(seconds).meanSeconds });
  const tail = errorOf(fit.tail, { ...samples, seconds: latencyQuantile(seconds, checkedShare, shape) });
  const passed =
    beyondNoise(mean, meanConfidenceShare(seconds)) <= errorShare &&
    beyondNoise(tail, tailConfidenceShare(seconds)) <= errorShare;
  return { point: { vcpu, batchSize }, meanErrorShare: mean, tailErrorShare: tail, passed };
}

const errorOf = (fit: ChosenForm | null, point: CpuPoint & { readonly seconds: number }): number =>
  (fit === null ? null : errorAt(fit.surface, point)) ?? Infinity;

/** The part of an error that the variance of the measurement does not explain. */
export const beyondNoise = (error: number, confidenceShare: number): number =>
  Math.sqrt(Math.max(0, error ** 2 - (confidenceShare / deviationsOf95) ** 2));

/** How far a fit is from the points that were left out of it, one after the other, without what their runs leave open. */
export interface HeldOut {
  /** Without 95 % confidence intervals: the largest of many errors is beyond one standard error by chance. */
  readonly largestShare: number;
  /** Root mean square, without the variance of each point. */
  readonly usualShare: number;
}

/** The worse of the fit of the mean and that of the 95 % point. */
export function heldOutOf({ mean, tail }: CheckedFit, samples: readonly CpuSamples[]): HeldOut {
  const [one, other] = [heldOut(mean, samples, meanConfidenceShare), heldOut(tail, samples, tailConfidenceShare)];
  return {
    largestShare: Math.max(one.largestShare, other.largestShare),
    usualShare: Math.max(one.usualShare, other.usualShare),
  };
}

function heldOut(
  fit: ChosenForm | null,
  samples: readonly CpuSamples[],
  confidenceOf: (seconds: readonly number[]) => number,
): HeldOut {
  if (fit === null) return { largestShare: Infinity, usualShare: Infinity };
  const errors = fit.heldOut.map(({ point, errorShare }) => {
    const confidence = confidenceOf(samples.find((one) => isSamePoint(one, point))!.seconds);
    return [beyondNoise(errorShare, deviationsOf95 * confidence), beyondNoise(errorShare, confidence)] as const;
  });
  return {
    largestShare: Math.max(0, ...errors.map(([largest]) => largest)),
    usualShare: rootMeanSquare(errors.map(([, usual]) => usual)),
  };
}
