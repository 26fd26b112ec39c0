import type { Latency } from './latency';
import type { GpuProfile } from './model-profile';

/** The measured maximum exceeds Eq. 4 by up to this factor where the card is shared. */
const sharedCardFactor = 1.2;

/** Eq. 2: `L0(b) = ξ1 · b + ξ2`, seconds on the whole card. */
export const wholeCardSeconds = ({ xi1SecondsPerRequest, xi2Seconds }: GpuProfile, batchSize: number): number =>
  xi1SecondsPerRequest * batchSize + xi2Seconds;

/**
 * Latency of a batch on a GPU function with `gpuGb` GB of the card and `vcpu` cores of its host.
 * The GPU's part is scaled by Eq. 3 (average) and Eq. 4 (maximum: the slice was just lost); the host's part slows down
 * below one core.
 */
export function gpuLatency(profile: GpuProfile, gpuGb: number, vcpu: number, batchSize: number): Latency {
  const { cardMemoryGb, timeSliceSeconds, gpuShare, cpuShare } = profile;
  const aloneSeconds = wholeCardSeconds(profile, batchSize);
  const hostSeconds = (cpuShare * aloneSeconds) / Math.min(1, vcpu);
  const gpuSeconds = gpuShare * aloneSeconds;
  const slices = Math.ceil(gpuSeconds / (gpuGb * timeSliceSeconds));
  const worstSeconds = slices * (cardMemoryGb - gpuGb) * timeSliceSeconds + gpuSeconds;
  const factor = gpuGb === cardMemoryGb ? 1 : sharedCardFactor;
  return {
    avgSeconds: (cardMemoryGb / gpuGb) * gpuSeconds + hostSeconds,
    maxSeconds: (profile.tailFactor ?? 1) * (factor * worstSeconds + hostSeconds),
  };
}

/**
 * Latency of a batch on a GPU function that holds its card alone, with `vcpu` cores of its host. No slice can be lost, so
 * Eq. 4 says nothing: the maximum is the measured 99 % point, or the factor seen on shared cards where none was measured.
 */
export function wholeCardLatency(profile: GpuProfile, vcpu: number, batchSize: number): Latency {
  const aloneSeconds = wholeCardSeconds(profile, batchSize);
  const hostSeconds = (profile.cpuShare * aloneSeconds) / Math.min(1, vcpu);
  const gpuSeconds = profile.gpuShare * aloneSeconds;
  const { maxXi1SecondsPerRequest: xi1, maxXi2Seconds: xi2 } = profile.wholeCard ?? {};
  const worstSeconds = xi1 === undefined || xi2 === undefined ? sharedCardFactor * gpuSeconds : xi1 * batchSize + xi2;
  return {
    avgSeconds: gpuSeconds + hostSeconds,
    maxSeconds: (profile.tailFactor ?? 1) * (Math.max(gpuSeconds, worstSeconds) + hostSeconds),
  };
}

/** Constraint (8): the largest batch that fits into `gpuGb` GB, of at most `mostBatchSize`; 0 where none fits. */
export function gpuBatchLimit({ batchLimitByGb }: GpuProfile, gpuGb: number, maxBatchSize: number): number {
  return Math.min(batchLimitByGb[gpuGb - 1] ?? maxBatchSize, maxBatchSize);
}
