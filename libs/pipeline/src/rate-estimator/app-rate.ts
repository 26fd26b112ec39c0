/** How quickly old arrivals are forgotten. */
export interface SmoothingOptions {
  /** Arrivals that an estimate rests on once an app has been watched long enough; the standard error is about `1/√` of it. */
  readonly effectiveArrivals: number;
  /** Bounds of the time constant, s: a busy app is followed within the least, a quiet one is not forgotten within the most. */
  readonly minTimeConstantSeconds: number;
  readonly maxTimeConstantSeconds: number;
}

export const smoothingDefaults: SmoothingOptions = {
  effectiveArrivals: 400,
  minTimeConstantSeconds: 20,
  maxTimeConstantSeconds: 1_200,
};

const msPerSecond = 1000;

export interface Estimate {
  readonly rateHz: number;
  readonly standardErrorHz: number;
  /** Observed time that the estimate rests on, older time weighing less, s. */
  readonly windowSeconds: number;
}

/**
 * The arrival rate of one app: arrivals over observed time, both forgotten exponentially, so that the estimate has no
 * bias from the first second on. The time constant is chosen so that the memory holds `effectiveArrivals` arrivals.
 */
export class AppRate {
  private arrivals: number;
  private observedSeconds: number;
  private atMs: number;

  /** Begins at `nowMs` with nothing known, or with an estimate made earlier. */
  constructor(
    private readonly options: SmoothingOptions,
    nowMs: number,
    prior?: Estimate,
  ) {
    this.atMs = nowMs;
    this.observedSeconds = Math.min(prior?.windowSeconds ?? 0, options.maxTimeConstantSeconds);
    this.arrivals = (prior?.rateHz ?? 0) * this.observedSeconds;
  }

  /** Lets time pass up to `nowMs`; a time before the last one changes nothing. */
  advance(nowMs: number): void {
    const seconds = (nowMs - this.atMs) / msPerSecond;
    if (seconds <= 0) return;
    const timeConstant = this.timeConstantSeconds();
    const kept = Math.exp(-seconds / timeConstant);
    this.arrivals *= kept;
    this.observedSeconds = this.observedSeconds * kept + timeConstant * (1 - kept);
    this.atMs = nowMs;
  }

  /** `count` requests arrived about now. */
  arrived(count: number): void {
    this.arrivals += count;
  }

  /** The estimate at the last `advance`; its standard error is that of a Poisson count, never below that of one arrival. */
  estimate(): Estimate {
    const { arrivals, observedSeconds } = this;
    if (observedSeconds === 0) return { rateHz: 0, standardErrorHz: 0, windowSeconds: 0 };
    const rateHz = arrivals / observedSeconds;
    // With exponential weights the variance of the weighted count falls from its mean to half of it as memory fills.
    const filled = Math.min(1, observedSeconds / this.timeConstantSeconds());
    const standardErrorHz = Math.sqrt(Math.max(arrivals, 1) * (1 - filled / 2)) / observedSeconds;
    return { rateHz, standardErrorHz, windowSeconds: observedSeconds };
  }

  private timeConstantSeconds(): number {
    const { effectiveArrivals, minTimeConstantSeconds, maxTimeConstantSeconds } = this.options;
    const rateHz = this.observedSeconds === 0 ? 0 : this.arrivals / this.observedSeconds;
    const wanted = rateHz === 0 ? maxTimeConstantSeconds : effectiveArrivals / rateHz;
    return Math.min(Math.max(wanted, minTimeConstantSeconds), maxTimeConstantSeconds);
  }
}
