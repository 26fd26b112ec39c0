import { cpuLatency, isKnownVcpu } from './cpu-latency';
import type { CpuProfile, GpuProfile, ModelProfile, Range } from './model-profile';
import type { FunctionShape } from '../functions/function-shape';

/** How far a fitted curve may be from what it was fitted to; the published form is within this of measured means. */
const fitTolerance = 0.15;
/** The largest batch for which the published GPU profiles were used. */
const usualGpuBatchSizes = { least: 1, most: 32 };
/** A CPU profile has a curve for each batch size that it was measured with, unless it says otherwise. */
const everyBatchSize = { least: 1, most: Infinity };

/**
 * Why the latency of a batch on a function is an extrapolation of the model's profile, in words; null where it rests on
 * measurements. Where a profile does not say on which vCPU it was measured, a curve is not believed below one core once
 * it has a batch take less than the time that so small a share of the core gives it.
 */
export function extrapolation(profile: ModelProfile, shape: FunctionShape, batchSize: number): string | null {
  if (shape.type === 'gpu') return profile.gpu === undefined ? null : gpuExtrapolation(profile.gpu, batchSize);
  if (profile.cpu === undefined) return null;
  const { measuredBatchSizes = everyBatchSize } = profile.cpu;
  return vcpuExtrapolation(profile.cpu, shape.vcpu, batchSize) ?? batchExtrapolation(measuredBatchSizes, batchSize);
}

function vcpuExtrapolation(profile: CpuProfile, vcpu: number, batchSize: number): string | null {
  const { measuredVcpu } = profile;
  if (measuredVcpu !== undefined) {
    const { least: min, most: max } = measuredVcpu;
    if (vcpu >= min && vcpu <= max) return null;
    return `${vcpu} vCPU are outside of the ${min} to ${max} vCPU on which the profile was measured`;
  }
  if (vcpu >= 1 || !isKnownVcpu(profile, 1)) return null;
  const promised = cpuLatency(profile, vcpu, batchSize).avgSeconds;
  const needed = cpuLatency(profile, 1, batchSize).avgSeconds / vcpu;
  if (promised >= (1 - fitTolerance) * needed) return null;
  return `on ${vcpu} vCPU the profile promises a batch of ${batchSize} in ${milliseconds(promised)}, but at its speed of one core that share of it gives ${milliseconds(needed)}`;
}

const gpuExtrapolation = ({ measuredBatchSizes = usualGpuBatchSizes }: GpuProfile, batchSize: number): string | null =>
  batchExtrapolation(measuredBatchSizes, batchSize);

function batchExtrapolation({ least: min, most: max }: Range, batchSize: number): string | null {
  if (batchSize >= min && batchSize <= max) return null;
  return `batches of ${batchSize} are outside of the ${min} to ${max} with which the profile was measured`;
}

const milliseconds = (seconds: number): string => `${Math.round(seconds * 1000)} ms`;
