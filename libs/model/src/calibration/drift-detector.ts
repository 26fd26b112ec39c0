/** A latency within this part of what is expected, up or down, is as expected: `ln(1.1)`; where they vary much, half a deviation. */
const tolerance = Math.log(1.1);
const toleranceInDeviations = 0.5;
/** Where a sum of standard deviations beyond the tolerance begins to be no accident. */
const threshold = 20;
/** One sample moves a sum by so many standard deviations at most: no single outlier decides. */
const maxStep = 3;
/** Latencies are never so regular that less than this counts as one standard deviation of their logarithm. */
const minDeviation = 0.02;
/** A change rests on so many samples. */
const minSamples = 20;
/** What is known of their noise rests on about so many samples. */
const noiseSamples = 50;
/** One pair of neighbours adds at most this to the noise, so that the jump itself is none. */
const maxNoiseStep = 1;
/** Ratios beyond these are taken for these: an execution that hung says nothing of how long executions take. */
const maxRatio = 10;

/** What executions took, beside what they were expected to take, since when they began to differ. */
export interface Drift {
  /** Observed over expected: above 1 where they are slower. */
  readonly ratio: number;
  readonly samples: number;
}

/** Samples on one side of what is expected: a CUSUM of their logarithms, and what it rests on. */
class Side {
  private sum = 0;
  private observed = 0;
  private expected = 0;
  private samples = 0;

  add(step: number, observed: number, expected: number): void {
    this.sum = Math.max(0, this.sum + Math.min(maxStep, Math.max(-maxStep, step)));
    if (this.sum === 0) [this.observed, this.expected, this.samples] = [0, 0, 0];
    else {
      this.observed += observed;
      this.expected += expected;
      this.samples += 1;
    }
  }

  get drift(): Drift | null {
    if (this.sum < threshold || this.samples < minSamples) return null;
    return { ratio: this.observed / this.expected, samples: this.samples };
  }
}

/**
 * Finds out whether executions take longer or shorter than expected, and by how much: CUSUM on the logarithm of observed over
 * expected, both ways (Page 1954). How much they vary is learned from neighbours, so that a jump is not taken for noise.
 */
export class DriftDetector {
  private slower = new Side();
  private faster = new Side();
  private noise = minDeviation ** 2;
  private before: number | null = null;
  private pairs = 0;

  /**
   * @param observedSeconds what an execution took
   * @param expectedSeconds what it was expected to take on average
   * @param deviation standard deviation that is expected of it, relative to that average
   */
  add(observedSeconds: number, expectedSeconds: number, deviation: number): void {
    const ratio = Math.min(maxRatio, Math.max(1 / maxRatio, observedSeconds / expectedSeconds));
    if (!Number.isFinite(ratio)) return;
    const log = Math.log(ratio);
    this.learnNoise(log);
    const known = Number.isFinite(deviation) ? Math.min(1, deviation) : 0;
    const scale = Math.max(minDeviation, known, Math.sqrt(this.noise));
    const observed = ratio * expectedSeconds;
    const allowed = Math.max(tolerance, toleranceInDeviations * scale);
    // The mean of a logarithm lies below the logarithm of the mean.
    const level = log + scale ** 2 / 2;
    this.slower.add((level - allowed) / scale, observed, expectedSeconds);
    this.faster.add((-level - allowed) / scale, observed, expectedSeconds);
  }

  /** What is found; null where all is as expected. */
  get drift(): Drift | null {
    return this.slower.drift ?? this.faster.drift;
  }

  /** Begins anew: other latencies are expected from now on. */
  reset(): void {
    this.slower = new Side();
    this.faster = new Side();
    this.before = null;
  }

  /** Half the mean square of the difference of neighbours is the variance, whatever their level (von Neumann 1941). */
  private learnNoise(log: number): void {
    if (this.before !== null) {
      const step = Math.min(maxNoiseStep, Math.abs(log - this.before));
      this.pairs = Math.min(noiseSamples, this.pairs + 1);
      this.noise += (step ** 2 / 2 - this.noise) / this.pairs;
    }
    this.before = log;
  }
}
