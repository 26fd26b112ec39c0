import type { FunctionShape } from '../functions/function-shape';
import { cpuLatency } from './cpu-latency';
import { gpuLatency, wholeCardLatency } from './gpu-latency';
import type { Latency } from './latency';
import type { ModelProfile } from './model-profile';

const mbPerGb = 1024;

/** Latency of a batch on a function of any shape. Throws where the model was not measured on that type. */
export function latencyOf(profile: ModelProfile, shape: FunctionShape, batchSize: number): Latency {
  if (shape.gpuMemoryMb === undefined) {
    if (profile.cpu === undefined) throw new Error('the model has no CPU profile');
    return cpuLatency(profile.cpu, shape.vcpu, batchSize);
  }
  if (profile.gpu === undefined) throw new Error('the model has no GPU profile');
  if (shape.gpuType !== undefined) return wholeCardLatency(profile.gpu, shape.vcpu, batchSize);
  return gpuLatency(profile.gpu, shape.gpuMemoryMb / mbPerGb, shape.vcpu, batchSize);
}
