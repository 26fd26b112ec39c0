/**
 * Lower bound on what a request costs, from the mean size of its batches alone. For sizes `N` of mean `μ` the expected
 * price is at least the lower convex envelope of the prices at `μ`, so a request costs at least `envelope(μ) / μ`: a
 * function of `μ` that falls up to where a line from the origin touches the envelope.
 */
export class LowerEnvelope {
  /** Least price of a request over all mean sizes. */
  readonly minRatio: number;
  /** The mean size at which it is reached. */
  private readonly minAt: number;
  /** Entry `k − 1`: the envelope at `k`. */
  private readonly values: Float64Array;

  /** @param prices entry `k − 1` is the price of a batch of `k`; at least one. */
  constructor(prices: Float64Array) {
    this.values = envelopeOf(prices);
    let at = 1;
    for (let k = 2; k <= this.values.length; k += 1) {
      if (this.values[k - 1]! / k < this.values[at - 1]! / at) at = k;
    }
    this.minAt = at;
    this.minRatio = this.values[at - 1]! / at;
  }

  /** Least price of a request where batches hold at most `meanSize` requests on average; `meanSize` at least 1. */
  ratioAtMost(meanSize: number): number {
    if (meanSize >= this.minAt) return this.minRatio;
    const below = Math.floor(meanSize);
    const value = this.values[below - 1]!;
    return (value + (meanSize - below) * (this.values[below]! - value)) / meanSize;
  }
}

/** The lower convex envelope of points `(k, prices[k − 1])`, at the same `k`. */
function envelopeOf(prices: Float64Array): Float64Array {
  const hull: number[] = [];
  for (let k = 0; k < prices.length; k += 1) {
    while (hull.length > 1 && isAbove(prices, hull[hull.length - 2]!, hull[hull.length - 1]!, k)) hull.pop();
    hull.push(k);
  }
  const values = Float64Array.from(prices);
  for (let corner = 1; corner < hull.length; corner += 1) {
    const from = hull[corner - 1]!;
    const to = hull[corner]!;
    const slope = (prices[to]! - prices[from]!) / (to - from);
    for (let k = from + 1; k < to; k += 1) values[k] = prices[from]! + slope * (k - from);
  }
  return values;
}

/** Whether the point `middle` lies on or above the line from `from` to `to`. */
const isAbove = (prices: Float64Array, from: number, middle: number, to: number): boolean =>
  (prices[middle]! - prices[from]!) * (to - from) >= (prices[to]! - prices[from]!) * (middle - from);
