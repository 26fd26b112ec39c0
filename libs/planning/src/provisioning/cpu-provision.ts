import { cpuLatency, cpuShape, invocationCost, vcpuAt, type CpuCurve, type CpuProfile } from '@harmonybatch/model';
import { batchFills } from './batch-filling';
import { cpuBatchLimit } from './batch-limits';
import type { Member, PlanningContext, Provision } from './provision';
import { partWhere, sizeOf, sizeRuns } from './size-runs';

/**
 * Theorem 1: the vCPU at which the price `c · L(c)` of a batch has its interior minimum, where
 * `α · (1 − c/β) · exp(−c/β) + γ = 0`; null where the price only rises, and for the other forms, whose price has its
 * minimum at an end or at a point of the table.
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

function findInteriorMinimum(curve: CpuCurve, maxVcpu: number): number | null {
  if (curve.form === 'reciprocal' || curve.form === 'measured') return null;
  const { alphaSeconds, betaVcpu, gammaSeconds } = curve;
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

/** The sizes among which the best one is: of each run the least and greatest feasible, and those beside the minimum. */
function candidateSizes(
  { catalogue }: PlanningContext,
  cpu: CpuProfile,
  members: readonly Member[],
  batchSize: number,
): number[] {
  const minimum = interiorMinimumVcpu(cpu.avg[batchSize - 1]!, catalogue.cpu.maxVcpu);
  const beside = minimum === null ? [] : [Math.floor, Math.ceil].map((round) => round(sizeOf(catalogue, minimum)));
  const fills = (size: number): boolean =>
    batchFills(members, batchSize, cpuLatency(cpu, vcpuAt(catalogue, size), batchSize));
  return sizeRuns(catalogue, cpu, batchSize).flatMap((run) => {
    const part = partWhere(run, fills);
    if (part === null) return [];
    return [part.first, part.last, ...beside.filter((size) => size > part.first && size < part.last)];
  });
}

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
