/** Standard errors on either side of an estimate that hold 95 % of a normal distribution. */
export const deviationsOf95 = 1.96;

/** Mean and spread of durations, seconds. */
export interface SampleStatistics {
  readonly runs: number;
  readonly meanSeconds: number;
  /** With n − 1; 0 for a single run. */
  readonly deviationSeconds: number;
}

/** Throws RangeError where nothing was measured. */
export function sampleStatistics(seconds: readonly number[]): SampleStatistics {
  const runs = seconds.length;
  if (runs === 0) throw new RangeError('a point without runs has no statistics');
  const meanSeconds = seconds.reduce((sum, one) => sum + one, 0) / runs;
  const squares = seconds.reduce((sum, one) => sum + (one - meanSeconds) ** 2, 0);
  return { runs, meanSeconds, deviationSeconds: runs === 1 ? 0 : Math.sqrt(squares / (runs - 1)) };
}

export const inOrder = (values: readonly number[]): number[] => [...values].sort((one, other) => one - other);

/** The value that a share of the samples does not exceed, by a line between the two beside it; `sorted` in order. */
export function quantileOf(sorted: readonly number[], share: number): number {
  const place = Math.min(Math.max(share, 0), 1) * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (place - below) * (high - low);
}

/** Where a quantile lies with 95 % confidence, whatever the distribution: between two of the samples themselves. */
export function quantileInterval(sorted: readonly number[], share: number): readonly [number, number] {
  const { length } = sorted;
  const reach = deviationsOf95 * Math.sqrt(length * share * (1 - share));
  const low = Math.max(0, Math.floor(length * share - reach) - 1);
  const high = Math.min(length - 1, Math.ceil(length * share + reach));
  return [sorted[low]!, sorted[high]!];
}
