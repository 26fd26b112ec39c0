import {
  gpuBatchLimit,
  gpuShapes,
  isPriced,
  maxCpuBatchSize,
  payloadBatchLimit,
  type FunctionShape,
} from '@harmonybatch/model';
import type { PlanningContext } from './provision';

const mbPerGb = 1024;

/** Largest batch of a CPU function: measured, offered, and small enough for one invocation; 0 without a CPU profile. */
export function cpuBatchLimit({ profile: { cpu }, catalogue, itemBytes = 0 }: PlanningContext): number {
  if (cpu === undefined) return 0;
  return Math.min(maxCpuBatchSize(cpu), catalogue.cpu.maxBatchSize, payloadBatchLimit(catalogue, itemBytes));
}

/** A GPU function with the largest batch that it can run. */
export interface GpuFunction {
  readonly shape: FunctionShape;
  readonly maxBatch: number;
}

const known = new WeakMap<PlanningContext, readonly GpuFunction[]>();

/** The GPU functions that the model can run on and the book has a price for, each with its largest batch, at least 1. */
export function gpuFunctions(context: PlanningContext): readonly GpuFunction[] {
  const found = known.get(context) ?? listGpuFunctions(context);
  known.set(context, found);
  return found;
}

function listGpuFunctions(context: PlanningContext): GpuFunction[] {
  const { profile, catalogue, prices, itemBytes = 0, assumedCards } = context;
  const { gpu } = profile;
  if (gpu === undefined) return [];
  const maxItems = payloadBatchLimit(catalogue, itemBytes);
  const offered = (shape: FunctionShape): number =>
    catalogue.gpus.find((one) => shape.gpuType === undefined || one.gpuType === shape.gpuType)!.maxBatchSize;
  return gpuShapes(catalogue, gpu, assumedCards)
    .filter((shape) => isPriced(prices, shape))
    .map((shape) => {
      const max = gpuBatchLimit(gpu, shape.gpuMemoryMb! / mbPerGb, offered(shape));
      return { shape, maxBatch: Math.min(max, maxItems) };
    })
    .filter(({ maxBatch }) => maxBatch >= 1);
}
