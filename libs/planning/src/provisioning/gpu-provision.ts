import {
  gpuBatchLimit,
  gpuLatency,
  gpuShape,
  invocationCost,
  type FunctionShape,
  type GpuProfile,
} from '@harmonybatch/model';
import { batchFills } from './batch-filling';
import { greatestThat } from './binary-search';
import type { Member, PlanningContext, Provision } from './provision';

/** The cheapest GPU function for a group by Theorem 2, over all memory sizes; null where none meets (8), (9), (10). */
export function provisionGpu(context: PlanningContext, members: readonly Member[]): Provision | null {
  const { gpu } = context.profile;
  const limits = context.catalogue.gpu;
  if (gpu === undefined || gpu.card !== limits.card) return null;
  let best: Provision | null = null;
  for (let gpuGb = limits.stepGb; gpuGb <= limits.cardMemoryGb; gpuGb += limits.stepGb) {
    const shape = gpuShape(context.catalogue, gpu, gpuGb);
    if (shape === null) continue;
    const found = largestBatch(context, gpu, gpuGb, shape, members);
    if (found !== null && (best === null || found.costPerRequest < best.costPerRequest)) best = found;
  }
  return best;
}

/** Theorem 2: the cost falls with the batch size, so the best batch is the largest that still fills. */
function largestBatch(
  { catalogue, prices }: PlanningContext,
  gpu: GpuProfile,
  gpuGb: number,
  shape: FunctionShape,
  members: readonly Member[],
): Provision | null {
  const latencyOfBatch = (batchSize: number) => gpuLatency(gpu, gpuGb, shape.vcpu, batchSize);
  const most = gpuBatchLimit(gpu, gpuGb, catalogue.gpu.maxBatchSize);
  const batchSize = greatestThat(1, most, (size) => batchFills(members, size, latencyOfBatch(size)));
  if (batchSize === null) return null;
  const latency = latencyOfBatch(batchSize);
  return {
    shape,
    batchSize,
    ...latency,
    costPerRequest: invocationCost(prices, shape, latency.avgSeconds) / batchSize,
  };
}
