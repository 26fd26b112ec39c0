import { percentile } from '@harmonybatch/traffic';

/** The value that the share `fraction` of `values` does not exceed; NaN of none. */
export const percentileOf = (values: readonly number[], fraction: number): number =>
  percentile(Float64Array.from(values).sort(), fraction) ?? Number.NaN;

export const median = (values: readonly number[]): number => percentileOf(values, 0.5);

/** Rounded to `digits` decimals, for reports. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
