/** Below this mean `e^(−mean)` is far from what a float cannot hold. */
const plainMean = 500;
/** So many deviations below the mean hardly any probability is left. */
const deviationsLeftOut = 9;

/**
 * How many instances run a batch at a time, where batches come by chance and none waits for another: a Poisson number,
 * gone through from its least value on.
 */
export class BusyInstances {
  /** The number that is looked at. */
  count: number;
  /** `P(N = count)`. */
  probability: number;
  /** `P(N ≤ count)`. */
  upTo: number;

  /** @param mean batches a second times their mean latency in seconds. */
  constructor(readonly mean: number) {
    this.count = mean < plainMean ? 0 : Math.floor(mean - deviationsLeftOut * Math.sqrt(mean));
    this.probability = mean < plainMean ? Math.exp(-mean) : poissonProbability(mean, this.count);
    this.upTo = this.probability;
  }

  /** Goes on to the next number. */
  next(): void {
    this.count += 1;
    this.probability *= this.mean / this.count;
    this.upTo += this.probability;
  }
}

/** By Stirling's series, for numbers that are large. */
function poissonProbability(mean: number, count: number): number {
  const logFactorial = count * Math.log(count) - count + Math.log(2 * Math.PI * count) / 2 + 1 / (12 * count);
  return Math.exp(count * Math.log(mean) - mean - logFactorial);
}
