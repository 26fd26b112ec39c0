import { cpuLatency } from './cpu-latency';
import type { CpuProfile, GpuProfile, ModelProfile } from './model-profile';
import type { FunctionShape } from '../functions/function-shape';

/** How far a fitted curve may be from what it was fitted to; the published form is within this of measured means. */
const fitTolerance = 0.15;
/** The largest batch for which the published GPU profiles were used. */
const usualGpuBatchSizes = { least: 1, most: 32 };

/**
 * Why the latency of a batch on a function is an extrapolation of the model's profile, in words; null where it rests on
 * measurements. Where a profile does not say on which vCPU it was measured, a curve is not believed below one core once
 * it has a batch take less than the time that so small a share of the core gives it.
 */
export function extrapolation(profile: ModelProfile, shape: FunctionShape, batchSize: number): string | null {
  if (shape.type === 'gpu') return profile.gpu === undefined ? null : gpuExtrapolation(profile.gpu, batchSize);
  return profile.cpu === undefined ? null : cpuExtrapolation(profile.cpu, shape.vcpu, batchSize);
}

function cpuExtrapolation(profile: CpuProfile, vcpu: number, batchSize: number): string | null {
  const { measuredVcpu } = profile;
  if (measuredVcpu !== undefined) {
    const { least: min, most: max } = measuredVcpu;
    if (vcpu >= min && vcpu <= max) return null;
    return `${vcpu} vCPU are outside of the ${min} to ${max} vCPU on which the profile was measured`;
  }
  if (vcpu >= 1) return null;
  const promised = cpuLatency(profile, vcpu, batchSize).avgSeconds;
  const needed = cpuLatency(profile, 1, batchSize).avgSeconds / vcpu;
  if (promised >= (1 - fitTolerance) * needed) return null;
  return `on ${vcpu} vCPU the profile promises a batch of ${batchSize} in ${milliseconds(promised)}, but at its speed of one core that share of it gives ${milliseconds(needed)}`;
}

function gpuExtrapolation({ measuredBatchSizes = usualGpuBatchSizes }: GpuProfile, batchSize: number): string | null {
  const { least: min, most: max } = measuredBatchSizes;
  if (batchSize >= min && batchSize <= max) return null;
  return `batches of ${batchSize} are outside of the ${min} to ${max} with which the profile was measured`;
}

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;
