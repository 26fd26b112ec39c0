import {
  cpuLatency,
  cpuShape,
  latencyOf,
  latencyQuantileSeconds,
  vcpuAt,
  vcpuSizes,
  type Latency,
} from '@harmonybatch/model';
import { cpuBatchLimit, gpuFunctions } from './batch-limits';
import type { PlanningContext } from './provision';

/**
 * The tightest SLO that any function of the catalogue can meet with a batch of one, seconds.
 * @param reach which latency has to fit, by `latencyReach`.
 * @returns null where the model runs on no function of the catalogue.
 */
export function tightestSloSeconds(context: PlanningContext, reach = 1): number | null {
  const latencies = [...cpuLatencies(context), ...gpuLatencies(context)];
  if (latencies.length === 0) return null;
  return Math.min(...latencies.map((latency) => latencyQuantileSeconds(latency, reach)));
}

function cpuLatencies(context: PlanningContext): Latency[] {
  const { catalogue, profile } = context;
  const { cpu } = profile;
  if (cpu === undefined || cpuBatchLimit(context) < 1) return [];
  return Array.from({ length: vcpuSizes(catalogue) }, (_, size) => vcpuAt(catalogue, size))
    .filter((vcpu) => cpuShape(catalogue, cpu, vcpu, 1) !== null)
    .map((vcpu) => cpuLatency(cpu, vcpu, 1));
}

const gpuLatencies = (context: PlanningContext): Latency[] =>
  gpuFunctions(context).map(({ shape }) => latencyOf(context.profile, shape, 1));
