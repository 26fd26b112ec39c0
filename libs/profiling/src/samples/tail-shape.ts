import { inOrder, quantileInterval, quantileOf, sampleStatistics } from './sample-statistics';

/** The share of executions within the maximum of a profile. */
const maximumShare = 0.99;
const tailShares = [0.5, 0.9, 0.95] as const;
/** Of points that have the same shape so many show a quantile outside of their own 95 % interval; beyond it they differ. */
const mostOutside = 0.15;

/** How durations of all points vary around their means, in standard deviations of the point. */
export interface TailShape {
  /** Whether the points vary in the same way, so that runs of all of them tell the tail of each. */
  readonly isShared: boolean;
  /** Deviations from the mean that a share of executions does not exceed. */
  deviationsAt(share: number): number;
}

/** Puts the runs of all points together, each as deviations from its own mean. */
export function tailShape(samples: readonly (readonly number[])[]): TailShape {
  const pooled = inOrder(samples.flatMap(standardised));
  const deviationsAt = (share: number): number => (pooled.length === 0 ? 0 : quantileOf(pooled, share));
  const checks = samples.filter((seconds) => seconds.length > 1).flatMap((one) => outside(one, deviationsAt));
  const share = checks.filter(Boolean).length / Math.max(1, checks.length);
  return { isShared: share <= mostOutside, deviationsAt };
}

function standardised(seconds: readonly number[]): number[] {
  const { meanSeconds, deviationSeconds } = sampleStatistics(seconds);
  return deviationSeconds === 0 ? [] : seconds.map((one) => (one - meanSeconds) / deviationSeconds);
}

function outside(seconds: readonly number[], deviationsAt: (share: number) => number): boolean[] {
  const { meanSeconds, deviationSeconds } = sampleStatistics(seconds);
  const sorted = inOrder(seconds);
  return tailShares.map((share) => {
    const [low, high] = quantileInterval(sorted, share);
    const said = meanSeconds + deviationSeconds * deviationsAt(share);
    return said < low || said > high;
  });
}

/** The latency that a share of executions at a point does not exceed, seconds. */
export function latencyQuantile(seconds: readonly number[], share: number, shape: TailShape): number {
  if (!shape.isShared) return quantileOf(inOrder(seconds), share);
  const { meanSeconds, deviationSeconds } = sampleStatistics(seconds);
  return Math.max(Math.min(...seconds), meanSeconds + deviationSeconds * shape.deviationsAt(share));
}

/** The 99 % point, which profiles call the maximum. */
export const maximumOf = (seconds: readonly number[], shape: TailShape): number =>
  Math.max(sampleStatistics(seconds).meanSeconds, latencyQuantile(seconds, maximumShare, shape));
