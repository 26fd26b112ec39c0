import type { FunctionShape } from '../functions/function-shape';
import { knownVcpu } from '../latency/cpu-latency';
import { lastBatchSize } from '../latency/gpu-table';
import type { GpuProfile, ModelProfile } from '../latency/model-profile';
import { cpuBatchSeconds } from './cpu-duration';
import { gpuBatchSeconds, wholeCardBatchSeconds } from './gpu-duration';
import type { RandomDraws } from './random-draws';

/** Shortest duration of a batch, s: noise never makes a batch free. */
export const minBatchSeconds = 0.001;

/** Why a function cannot run a batch at all. */
export interface BatchFault {
  readonly fault: string;
}

/**
 * How long a batch takes on a function, s, as its profile says, with noise drawn from `random`; or why the function
 * cannot run it.
 */
export function batchSeconds(
  profile: ModelProfile,
  shape: FunctionShape,
  batchSize: number,
  random: RandomDraws,
): number | BatchFault {
  if (shape.type === 'cpu') return cpuSeconds(profile, shape.vcpu, batchSize, random);
  if (profile.gpu === undefined) return { fault: 'the model has no GPU profile' };
  const gpuMemoryGb = (shape.gpuMemoryMb ?? 0) / 1024;
  const max = largestBatch(profile.gpu, gpuMemoryGb);
  if (batchSize > max) {
    return {
      fault: `out of GPU memory: a batch of ${batchSize} does not fit into ${gpuMemoryGb} GB, at most ${max} do`,
    };
  }
  const known = lastBatchSize(profile.gpu.measured);
  if (batchSize > known)
    return { fault: `the model's GPU profile ends at batches of ${known}, got one of ${batchSize}` };
  const size = { gpuMemoryGb, vcpu: shape.vcpu };
  const run = shape.gpuType === undefined ? gpuBatchSeconds : wholeCardBatchSeconds;
  return Math.max(minBatchSeconds, run(profile.gpu, size, batchSize, random));
}

function cpuSeconds(profile: ModelProfile, vcpu: number, batchSize: number, random: RandomDraws): number | BatchFault {
  const avg = profile.cpu?.avg[batchSize - 1];
  const max = profile.cpu?.max[batchSize - 1];
  if (avg === undefined || max === undefined) {
    return {
      fault: `the model's CPU profile ends at batches of ${profile.cpu?.avg.length ?? 0}, got one of ${batchSize}`,
    };
  }
  const { least, most } = knownVcpu(profile.cpu!);
  if (vcpu < least || vcpu > most)
    return { fault: `the model's CPU profile is known on ${least} to ${most} vCPU, got a function of ${vcpu}` };
  return Math.max(minBatchSeconds, cpuBatchSeconds(avg, max, vcpu, random));
}

/** Largest batch that the memory holds; past the end of the profile's list any batch fits. */
function largestBatch(gpu: GpuProfile, gpuMemoryGb: number): number {
  return gpu.batchLimitByGb[Math.floor(gpuMemoryGb) - 1] ?? Infinity;
}
