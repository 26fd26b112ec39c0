/** Bounds of a bucket stand to each other as 1 to this: what a quantile is overestimated by at most, beside the least value. */
const growth = 1.1;
const logGrowth = Math.log(growth);
/** What is below this lies in the first bucket. */
const leastValue = 1;
/** The last bucket has no upper end: it begins at about 190,000. */
export const histogramBuckets = 128;

/** A bucket that is not empty: its place, and how many values lie in it. */
export type HistogramBucket = readonly [index: number, count: number];

/**
 * How often which values were seen, in buckets whose bounds grow by a tenth: as small after a million values as after a
 * hundred, and several of them add up. Values are of any unit, from 1 up; smaller ones count as 1.
 */
export class LogHistogram {
  private readonly counts = new Map<number, number>();
  private sum = 0;

  /** @param buckets as `toBuckets` gives them; those out of range are left out */
  static of(buckets: readonly HistogramBucket[]): LogHistogram {
    const histogram = new LogHistogram();
    for (const [index, count] of buckets) if (index >= 0 && index < histogramBuckets) histogram.put(index, count);
    return histogram;
  }

  /** How many values were added. */
  get count(): number {
    return this.sum;
  }

  /** Adds a value `times` times; what is not a number is left out. */
  add(value: number, times = 1): void {
    if (!Number.isNaN(value)) this.put(bucketOf(value), times);
  }

  merge(other: LogHistogram): void {
    for (const [index, count] of other.counts) this.put(index, count);
  }

  /** The least bound that a share of the values does not exceed; 0 where there are none. */
  quantile(share: number): number {
    let below = 0;
    const inOrder = this.toBuckets();
    for (const [index, count] of inOrder) {
      below += count;
      if (below >= share * this.sum) return upperBoundOf(index);
    }
    const [last] = inOrder[inOrder.length - 1] ?? [];
    return last === undefined ? 0 : upperBoundOf(last);
  }

  /** In order of value. */
  toBuckets(): HistogramBucket[] {
    return [...this.counts].sort(([one], [other]) => one - other);
  }

  private put(index: number, times: number): void {
    if (!(times > 0)) return;
    this.counts.set(index, (this.counts.get(index) ?? 0) + times);
    this.sum += times;
  }
}

/** A value on the bound of two buckets belongs to the lower one, whatever rounding says. */
const bucketOf = (value: number): number =>
  Math.min(histogramBuckets - 1, Math.max(0, Math.ceil(Math.log(Math.max(value, leastValue)) / logGrowth - 1e-9)));

const upperBoundOf = (index: number): number => leastValue * growth ** index;
