import type { FunctionShape } from '@harmonybatch/model';

/** What is to be measured: batches of a size on a function. */
export interface PointToMeasure {
  readonly shape: FunctionShape;
  readonly batchSize: number;
}

/** A call that spent this long before the function ran met a cold start, and is no warm run. */
export const coldInitSeconds = 0.25;

/** A first call on an instance, apart from the warm ones. */
export interface ColdStart {
  /** From the call to the answer, s. */
  readonly seconds: number;
  /** The part of it before the function ran, s. */
  readonly initSeconds: number;
}

/** Runs of a point. */
export interface MeasuredPoint extends PointToMeasure {
  /** Warm executions, s. */
  readonly seconds: readonly number[];
  readonly coldStarts: readonly ColdStart[];
  /** What all of them cost, in the currency of the price book. */
  readonly cost: number;
}

/** Names a point: its runs of earlier commands are found by it. */
export const pointKey = ({ shape, batchSize }: PointToMeasure): string =>
  [shape.type, shape.vcpu, shape.memoryMb, shape.gpuMemoryMb ?? 0, shape.gpuType ?? '', batchSize].join('/');

/** A size of function in a few words. */
export const shapeLabel = ({ type, vcpu, gpuMemoryMb }: FunctionShape): string =>
  type === 'cpu' ? `${vcpu} vCPU` : `${(gpuMemoryMb ?? 0) / 1024} GB of the GPU`;
