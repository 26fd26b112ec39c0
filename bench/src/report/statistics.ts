/** The value below which the share `fraction` of `values` lies (nearest rank); NaN of none. */
export function percentile(values: readonly number[], fraction: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const rank = Math.ceil(fraction * sorted.length) - 1;
  return sorted[Math.min(Math.max(rank, 0), sorted.length - 1)]!;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Rounded to `digits` decimals, for reports. */
export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
