import type { TimedArrivals } from './equivalent-timeout';

/** Part of the windows that end within a step of time. */
export interface WindowStep {
  /** Those whose batch got full, and those that ended by a deadline. */
  readonly full: number;
  readonly early: number;
  /** When they end on average, from 0 at the beginning of the step to 1 at its end. */
  readonly fullAt: number;
  readonly earlyAt: number;
  /** `∫ P(W > w) dw` over the step, seconds. */
  readonly lastingSeconds: number;
}

/** Gauss's three points on the interval from −1 to 1, and their weights. */
const points = [-Math.sqrt(3 / 5), 0, Math.sqrt(3 / 5)];
const weights = [5 / 9, 8 / 9, 5 / 9];

/**
 * The window `W` of a group: from the first request in its buffer until the batch leaves. It lasts longer than `w` where
 * the timeout of its first request does, none came whose deadline has passed since, and fewer than `b − 1` came after it:
 * `P(W > w) = Σ_{t_i > w} r_i/R · e^(−R·w) · Σ_{k < b−1} m^k/k!` with `m = Σ r_j·min(w, t_j)`.
 */
export class BatchWindow {
  readonly rateHz: number;

  /**
   * @param apps at least one, in ascending order of timeout; rates above 0; Poisson arrivals.
   * @param batchSize 2 or more.
   */
  constructor(
    private readonly apps: readonly TimedArrivals[],
    private readonly batchSize: number,
  ) {
    this.rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  }

  /** Part of the windows that are over when they open. */
  get endsAtOnce(): number {
    return 1 - this.at(0).lasts;
  }

  /** What happens in a step of time of the window, after its beginning and up to its end. */
  step(fromSeconds: number, toSeconds: number): WindowStep {
    let [full, fullSeconds, lastingSeconds] = [0, 0, 0];
    const inside = this.apps.map((app) => app.timeoutSeconds).filter((one) => one > fromSeconds && one < toSeconds);
    let from = fromSeconds;
    for (const to of [...inside, toSeconds]) {
      const half = (to - from) / 2;
      for (let point = 0; point < points.length; point += 1) {
        const seconds = from + half * (1 + points[point]!);
        const { lasts, fillsHz } = this.at(seconds);
        full += half * weights[point]! * fillsHz;
        fullSeconds += half * weights[point]! * fillsHz * (seconds - fromSeconds);
        lastingSeconds += half * weights[point]! * lasts;
      }
      from = to;
    }
    const length = toSeconds - fromSeconds;
    const after = this.at(toSeconds).lasts;
    const early = Math.max(0, this.at(fromSeconds).lasts - after - full);
    const earlySeconds = lastingSeconds - after * length - fullSeconds;
    return {
      full,
      early,
      fullAt: partOf(fullSeconds, full * length),
      earlyAt: partOf(earlySeconds, early * length),
      lastingSeconds,
    };
  }

  /** `P(W > w)`, and the density of windows that end there because the batch is full. */
  private at(seconds: number): { readonly lasts: number; readonly fillsHz: number } {
    let [laterHz, mean] = [0, 0];
    for (const { timeoutSeconds, rateHz } of this.apps) {
      mean += rateHz * Math.min(seconds, timeoutSeconds);
      if (timeoutSeconds > seconds) laterHz += rateHz;
    }
    const waits = (laterHz / this.rateHz) * Math.exp(-this.rateHz * seconds);
    let [sum, term] = [0, 1];
    for (let k = 0; k < this.batchSize - 1; k += 1) {
      sum += term;
      if (k < this.batchSize - 2) term *= mean / (k + 1);
    }
    return { lasts: waits * sum, fillsHz: waits * term * this.rateHz };
  }
}

const partOf = (part: number, whole: number): number => (whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0);
