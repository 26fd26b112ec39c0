import type { CpuCurve } from '@harmonybatch/model';
import type { CpuPoint } from '../samples/samples';

/** A latency at a point, to be fitted. */
export interface FitPoint extends CpuPoint {
  readonly seconds: number;
}

/** A latency over vCPU and batch size. */
export interface Surface {
  /** Seconds at a point; null where the surface says nothing. */
  seconds(point: CpuPoint): number | null;
  /** The curve over the vCPU of one batch size; null where the surface says nothing. */
  curve(batchSize: number): CpuCurve | null;
}

/** A way to describe latencies. */
export interface Form {
  /** In words, for a report. */
  readonly name: string;
  /** Numbers that it takes of so many points. */
  parameters(points: readonly FitPoint[]): number;
  /** null where the points do not determine it. */
  fit(points: readonly FitPoint[]): Surface | null;
}

/** Each value once, in order. */
export const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other);
