import {
  cpuLatency,
  cpuShape,
  invocationCost,
  vcpuAt,
  vcpuSizes,
  type CpuCurve,
  type CpuProfile,
} from '@harmonybatch/model';
import { batchFills } from './batch-filling';
import { cpuBatchLimit } from './batch-limits';
import { smallestWhere } from './binary-search';
import type { Member, PlanningContext, Provision } from './provision';

/**
 * Theorem 1: the vCPU at which the price `c · L(c)` of a batch has its interior minimum, where
 * `α · (1 − c/β) · exp(−c/β) + γ = 0`; null where the price only rises.
 */
export function interiorMinimumVcpu(curve: CpuCurve, maxVcpu: number): number | null {
  const known = minima.get(curve);
  if (known?.mostVcpu === maxVcpu) return known.vcpu;
  const vcpu = findInteriorMinimum(curve, maxVcpu);
  minima.set(curve, { mostVcpu: maxVcpu, vcpu });
  return vcpu;
}

/** The minimum found last, by curve: it depends on nothing else that changes. */
const minima = new WeakMap<CpuCurve, { readonly mostVcpu: number; readonly vcpu: number | null }>();

function findInteriorMinimum({ alphaSeconds, betaVcpu, gammaSeconds }: CpuCurve, maxVcpu: number): number | null {
  const slope = (vcpu: number): number =>
    alphaSeconds * (1 - vcpu / betaVcpu) * Math.exp(-vcpu / betaVcpu) + gammaSeconds;
  let low = 2 * betaVcpu;
  let high = Math.max(maxVcpu, low);
  if (slope(low) >= 0) return null;
  if (slope(high) <= 0) return high;
  for (let step = 0; step < bisectionSteps; step += 1) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Halvings after which an interval of cores is below the grid by far. */
const bisectionSteps = 60;

/** The cheapest CPU function for a group by Theorem 1, over all batch sizes; null where none meets (9) and (10). */
export function provisionCpu(context: PlanningContext, members: readonly Member[]): Provision | null {
  const { cpu } = context.profile;
  if (cpu === undefined) return null;
  let best: Provision | null = null;
  const maxBatch = cpuBatchLimit(context);
  for (let batchSize = 1; batchSize <= maxBatch; batchSize += 1) {
    for (const size of candidateSizes(context, cpu, members, batchSize)) {
      const found = priced(context, cpu, size, batchSize);
      if (found !== null && (best === null || found.costPerRequest < best.costPerRequest)) best = found;
    }
  }
  return best;
}

/** The sizes among which the best one is: the least feasible, the greatest, and those beside the interior minimum. */
function candidateSizes(
  context: PlanningContext,
  cpu: CpuProfile,
  members: readonly Member[],
  batchSize: number,
): number[] {
  const { catalogue } = context;
  const last = vcpuSizes(catalogue) - 1;
  const min = smallestWhere(0, last, (size) => {
    const legal = cpuShape(catalogue, cpu, vcpuAt(catalogue, size), batchSize) !== null;
    return legal && batchFills(members, batchSize, cpuLatency(cpu, vcpuAt(catalogue, size), batchSize));
  });
  if (min === null) return [];
  const minimum = interiorMinimumVcpu(cpu.avg[batchSize - 1]!, catalogue.cpu.maxVcpu);
  const beside = minimum === null ? [] : [Math.floor, Math.ceil].map((round) => round(sizeOf(context, minimum)));
  return [min, last, ...beside.filter((size) => size > min && size < last)];
}

const sizeOf = ({ catalogue: { cpu } }: PlanningContext, vcpu: number): number => (vcpu - cpu.minVcpu) / cpu.stepVcpu;

function priced(
  { catalogue, prices }: PlanningContext,
  cpu: CpuProfile,
  size: number,
  batchSize: number,
): Provision | null {
  const vcpu = vcpuAt(catalogue, size);
  const shape = cpuShape(catalogue, cpu, vcpu, batchSize);
  if (shape === null) return null;
  const latency = cpuLatency(cpu, vcpu, batchSize);
  return {
    shape,
    batchSize,
    ...latency,
    costPerRequest: invocationCost(prices, shape, latency.avgSeconds) / batchSize,
  };
}
