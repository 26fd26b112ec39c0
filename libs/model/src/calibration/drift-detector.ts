import { ExecutionNoise } from './execution-noise';

/** Executions so far off the profile, up or down, are as expected: no profile is exact. */
const asExpected = Math.log(1.05);
/** Half way from there to a change that is worth another plan: what lies beyond it adds up. */
const tolerance = Math.log(1.12);
/**
 * Where nothing changed, sums reach the threshold about once in `e^this` executions: beyond `threshold` deviations it is
 * this high where executions vary much or what slows one down lingers, for it is `h = this·σ²·lingering / 2(tolerance −
 * asExpected)` for a sum of steps whose mean is below zero by the latter (Siegmund 1985).
 */
const logExecutionsPerAlarm = 18;
/** Least sum of standard deviations beyond the tolerance that is no accident. */
const threshold = 20;
/** One sample moves a sum by so many standard deviations at most: no single outlier decides. */
const maxStep = 3;
/** A change rests on so many samples. */
const minSamples = 20;
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

  /** @param least sum from which on it is no accident */
  driftBeyond(least: number): Drift | null {
    if (this.sum < least || this.samples < minSamples) return null;
    return { ratio: this.observed / this.expected, samples: this.samples };
  }
}

/**
 * Finds out whether executions take longer or shorter than expected, and by how much: CUSUM on the logarithm of observed over
 * expected, both ways (Page 1954). How much they vary, and how long it lingers, is learned from their differences, so that a jump
 * is not taken for noise.
 */
export class DriftDetector {
  private slower = new Side();
  private faster = new Side();
  private readonly noise = new ExecutionNoise();
  private least = threshold;

  /**
   * @param observedSeconds what an execution took
   * @param expectedSeconds what it was expected to take on average
   * @param deviation standard deviation that is expected of it, relative to that average
   */
  add(observedSeconds: number, expectedSeconds: number, deviation: number): void {
    const ratio = Math.min(maxRatio, Math.max(1 / maxRatio, observedSeconds / expectedSeconds));
    if (!Number.isFinite(ratio)) return;
    const log = Math.log(ratio);
    this.noise.add(log);
    const known = Number.isFinite(deviation) ? Math.min(1, deviation) : 0;
    const scale = Math.max(known, this.noise.deviation);
    const observed = ratio * expectedSeconds;
    // The mean of a logarithm lies below the logarithm of the mean.
    const level = log + scale ** 2 / 2;
    this.slower.add((level - tolerance) / scale, observed, expectedSeconds);
    this.faster.add((-level - tolerance) / scale, observed, expectedSeconds);
    const height = (logExecutionsPerAlarm * scale * this.noise.lingering) / (2 * (tolerance - asExpected));
    this.least = Math.max(threshold, height);
  }

  /** What is found; null where all is as expected. */
  get drift(): Drift | null {
    return this.slower.driftBeyond(this.least) ?? this.faster.driftBeyond(this.least);
  }

  /** Begins anew: other latencies are expected from now on. */
  reset(): void {
    this.slower = new Side();
    this.faster = new Side();
    this.noise.beginAnew();
  }
}
