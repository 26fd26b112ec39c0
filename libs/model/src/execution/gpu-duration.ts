import { wholeCardLatency, wholeCardSeconds } from '../latency/gpu-latency';
import { latencyDeviationSeconds } from '../latency/quantile';
import type { GpuProfile } from '../latency/model-profile';
import type { RandomDraws } from './random-draws';
import { cycleSeconds, timeSlicedSeconds } from './time-slicing';

/** The part of a function's size that its GPU latency depends on. */
export interface GpuSize {
  readonly gpuMemoryGb: number;
  readonly vcpu: number;
}

/** Largest relative noise on the whole-card latency L0, either way; uniform within it. */
export const gpuNoise = 0.01;

/**
 * Duration of one batch on a GPU function, s. Its work is L0 (Eq. 2) with a little noise; the part on the GPU goes through the
 * card's time slicing from a random phase of the cycle, the part on the host gets at most one of the function's cores.
 */
export function gpuBatchSeconds(gpu: GpuProfile, size: GpuSize, batchSize: number, random: RandomDraws): number {
  const aloneSeconds = Math.max(0, wholeCardSeconds(gpu, batchSize));
  const workSeconds = aloneSeconds * random.between(1 - gpuNoise, 1 + gpuNoise);
  const schedule = {
    heldSlices: Math.min(size.gpuMemoryGb, gpu.cardMemoryGb),
    cycleSlices: gpu.cardMemoryGb,
    sliceSeconds: gpu.timeSliceSeconds,
  };
  const phaseSeconds = random.between(0, cycleSeconds(schedule));
  const onHost = (gpu.cpuShare * workSeconds) / Math.min(1, size.vcpu);
  return timeSlicedSeconds(gpu.gpuShare * workSeconds, schedule, phaseSeconds) + onHost;
}

/** Duration of one batch on a card held whole, s: normal, its 99 % point at the profile's maximum. */
export function wholeCardBatchSeconds(
  gpu: GpuProfile,
  { vcpu }: GpuSize,
  batchSize: number,
  random: RandomDraws,
): number {
  const latency = wholeCardLatency(gpu, vcpu, batchSize);
  return latency.avgSeconds + random.normal() * latencyDeviationSeconds(latency);
}
