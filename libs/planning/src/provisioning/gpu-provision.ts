import { gpuKnots, invocationCost, latencyOf, type FunctionShape } from '@harmonybatch/model';
import { batchFills } from './batch-filling';
import { gpuFunctions } from './batch-limits';
import { largestWhere } from './binary-search';
import type { Member, PlanningContext, Provision } from './provision';

/** The cheapest GPU function for a group by Theorem 2, over all memory sizes; null where none meets (8), (9), (10). */
export function provisionGpu(context: PlanningContext, members: readonly Member[]): Provision | null {
  let best: Provision | null = null;
  for (const { shape, maxBatch } of gpuFunctions(context)) {
    for (const batchSize of candidateBatches(context, shape, maxBatch, members)) {
      const found = priced(context, shape, batchSize);
      if (best === null || found.costPerRequest < best.costPerRequest) best = found;
    }
  }
  return best;
}

/**
 * Theorem 2: on a line over the batch the cost of a request falls with the batch, so the best batch is the largest that
 * still fills. A table is a line from point to point: of each of them one end is the best.
 */
function candidateBatches(
  { profile }: PlanningContext,
  shape: FunctionShape,
  maxBatch: number,
  members: readonly Member[],
): number[] {
  const largest = largestWhere(1, maxBatch, (size) => batchFills(members, size, latencyOf(profile, shape, size)));
  if (largest === null) return [];
  return [largest, ...gpuKnots(profile.gpu!).filter((size) => size < largest)];
}

function priced({ profile, prices }: PlanningContext, shape: FunctionShape, batchSize: number): Provision {
  const latency = latencyOf(profile, shape, batchSize);
  return {
    shape,
    batchSize,
    ...latency,
    costPerRequest: invocationCost(prices, shape, latency.avgSeconds) / batchSize,
  };
}
