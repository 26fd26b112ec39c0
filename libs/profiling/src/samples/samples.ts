/** A size of function and batch on CPU. */
export interface CpuPoint {
  readonly vcpu: number;
  readonly batchSize: number;
}

/** Durations of warm executions at one point, seconds, in the order in which they were measured. */
export interface CpuSamples extends CpuPoint {
  readonly seconds: readonly number[];
}

/** Whether both are the same point of a design. */
export const isSamePoint = (one: CpuPoint, other: CpuPoint): boolean =>
  one.vcpu === other.vcpu && one.batchSize === other.batchSize;
