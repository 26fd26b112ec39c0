/** A size of function and batch on a GPU. */
export interface GpuPoint {
  readonly gpuMemoryGb: number;
  /** Cores of the host beside the card. */
  readonly vcpu: number;
  readonly batchSize: number;
}

/** Durations of warm executions at one point, seconds. */
export interface GpuSamples extends GpuPoint {
  readonly seconds: readonly number[];
}

export const isSameGpuPoint = (one: GpuPoint, other: GpuPoint): boolean =>
  one.gpuMemoryGb === other.gpuMemoryGb && one.batchSize === other.batchSize;
