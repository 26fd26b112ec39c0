import { cpuLatency, cpuShape, gpuBatchLimit, gpuLatency, gpuShape, vcpuAt, vcpuSizes } from '@harmonybatch/model';
import type { PlanningContext } from './provision';

/**
 * The tightest SLO that any function of the catalogue can meet: the least maximum latency of a batch of one, seconds.
 * @returns null where the model runs on no function of the catalogue.
 */
export function tightestSloSeconds(context: PlanningContext): number | null {
  const seconds = [...cpuMaxima(context), ...gpuMaxima(context)];
  return seconds.length === 0 ? null : Math.min(...seconds);
}

function cpuMaxima({ profile: { cpu }, catalogue }: PlanningContext): number[] {
  if (cpu === undefined) return [];
  return Array.from({ length: vcpuSizes(catalogue) }, (_, size) => vcpuAt(catalogue, size))
    .filter((vcpu) => cpuShape(catalogue, cpu, vcpu, 1) !== null)
    .map((vcpu) => cpuLatency(cpu, vcpu, 1).maxSeconds);
}

function gpuMaxima({ profile: { gpu }, catalogue }: PlanningContext): number[] {
  if (gpu === undefined || gpu.card !== catalogue.gpu.card) return [];
  const { stepGb, cardMemoryGb } = catalogue.gpu;
  const sizes = Array.from({ length: Math.floor(cardMemoryGb / stepGb) }, (_, index) => (index + 1) * stepGb);
  return sizes.flatMap((gpuGb) => {
    const shape = gpuShape(catalogue, gpu, gpuGb);
    if (shape === null || gpuBatchLimit(gpu, gpuGb, 1) < 1) return [];
    return [gpuLatency(gpu, gpuGb, shape.vcpu, 1).maxSeconds];
  });
}
