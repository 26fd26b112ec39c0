import { invocationCost, latencyOf, type FunctionShape } from '@harmonybatch/model';
import { batchFills } from './batch-filling';
import { gpuFunctions } from './batch-limits';
import { largestWhere } from './binary-search';
import type { Member, PlanningContext, Provision } from './provision';

/** The cheapest GPU function for a group by Theorem 2, over all memory sizes; null where none meets (8), (9), (10). */
export function provisionGpu(context: PlanningContext, members: readonly Member[]): Provision | null {
  let best: Provision | null = null;
  for (const { shape, maxBatch } of gpuFunctions(context)) {
    const found = largestBatch(context, shape, maxBatch, members);
    if (found !== null && (best === null || found.costPerRequest < best.costPerRequest)) best = found;
  }
  return best;
}

/** Theorem 2: the cost falls with the batch size, so the best batch is the largest that still fills. */
function largestBatch(
  { profile, prices }: PlanningContext,
  shape: FunctionShape,
  maxBatch: number,
  members: readonly Member[],
): Provision | null {
  const batchSize = largestWhere(1, maxBatch, (size) => batchFills(members, size, latencyOf(profile, shape, size)));
  if (batchSize === null) return null;
  const latency = latencyOf(profile, shape, batchSize);
  return {
    shape,
    batchSize,
    ...latency,
    costPerRequest: invocationCost(prices, shape, latency.avgSeconds) / batchSize,
  };
}
