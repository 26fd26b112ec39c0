/** Below this mean `e^(−mean)` is far from what a float cannot hold. */
const plainMean = 500;
/** So many deviations below the mean hardly any probability is left. */
const deviationsLeftOut = 9;

/** How many instances run a batch at a time, a number `N` that is gone through from its least value on. */
export interface BusyNumber {
  /** The value that is looked at. */
  readonly count: number;
  /** `P(N ≤ count)`. */
  readonly upTo: number;
  /** How often `N` goes from `count` to one more, 1/s. */
  readonly riseHz: number;
  /** Goes on to the next value. */
  next(): void;
}

/** Where batches come by chance and none waits for another: a Poisson number. */
export class BusyInstances implements BusyNumber {
  count: number;
  upTo: number;
  /** `P(N = count)`. */
  private probability: number;

  /**
   * @param mean batches a second times their mean latency in seconds.
   * @param batchRateHz where it matters how often the number changes.
   */
  constructor(
    private readonly mean: number,
    private readonly batchRateHz = 0,
  ) {
    this.count = mean < plainMean ? 0 : Math.floor(mean - deviationsLeftOut * Math.sqrt(mean));
    this.probability = mean < plainMean ? Math.exp(-mean) : poissonProbability(mean, this.count);
    this.upTo = this.probability;
  }

  /** Batches that come by chance see what there is at any time. */
  get riseHz(): number {
    return this.batchRateHz * this.probability;
  }

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
