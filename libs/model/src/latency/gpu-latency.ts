import { lastBatchSize, tableLatency } from './gpu-table';
import type { Latency } from './latency';
import type { GpuProfile } from './model-profile';

/** The measured maximum exceeds Eq. 4 by up to this factor where the card is shared. */
const sharedCardFactor = 1.2;

/** Mean latency on the whole card, seconds: Eq. 2, `L0(b) = ξ1 · b + ξ2`, or the profile's table where it has one. */
export function wholeCardSeconds(profile: GpuProfile, batchSize: number): number {
  if (profile.measured !== undefined) return tableLatency(profile.measured, batchSize).avgSeconds;
  return profile.xi1SecondsPerRequest * batchSize + profile.xi2Seconds;
}

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
  const worstSeconds = worstOnWholeCard(profile, batchSize) ?? sharedCardFactor * gpuSeconds;
  return {
    avgSeconds: gpuSeconds + hostSeconds,
    maxSeconds: (profile.tailFactor ?? 1) * (Math.max(gpuSeconds, worstSeconds) + hostSeconds),
  };
}

/** The measured 99 % point of the GPU's part, seconds; of a table it is what one core of the host leaves. */
function worstOnWholeCard({ measured, wholeCard, cpuShare }: GpuProfile, batchSize: number): number | undefined {
  if (measured !== undefined) {
    const { avgSeconds, maxSeconds } = tableLatency(measured, batchSize);
    return maxSeconds - cpuShare * avgSeconds;
  }
  if (wholeCard === undefined) return undefined;
  return wholeCard.maxXi1SecondsPerRequest * batchSize + wholeCard.maxXi2Seconds;
}

/**
 * Constraint (8): the largest batch that fits into `gpuGb` GB and whose latency is known, of at most `mostBatchSize`; 0 where
 * none fits.
 */
export function gpuBatchLimit({ batchLimitByGb, measured }: GpuProfile, gpuGb: number, maxBatchSize: number): number {
  return Math.min(batchLimitByGb[gpuGb - 1] ?? maxBatchSize, maxBatchSize, lastBatchSize(measured));
}

/** The batch sizes between which the latency on a card is one line: those of a table, none where it is one all along. */
export const gpuKnots = ({ measured = [] }: GpuProfile): number[] => measured.map(({ batchSize }) => batchSize);
