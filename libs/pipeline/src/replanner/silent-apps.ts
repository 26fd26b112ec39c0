/** Rates are published every ten seconds while an app sends: an app whose rate is not published for this long is silent, ms. */
const silentAfterMs = 60_000;
const msPerSecond = 1_000;

/**
 * How long apps have sent nothing. That an app's rate is not published proves nothing while no rates are published at all, so an app
 * is silent from when its rate was published last up to when any rate was.
 */
export class SilentApps {
  /** Since when an app's rate is not published, monotonic ms. */
  private readonly sinceMs = new Map<string, number>();
  private lastRateAtMs = -Infinity;

  constructor(private readonly monotonicMs: () => number) {}

  /** The rate of this app was published. */
  onRate(app: string): void {
    this.lastRateAtMs = this.monotonicMs();
    this.sinceMs.set(app, this.lastRateAtMs);
  }

  reset(app: string): void {
    this.sinceMs.delete(app);
  }

  /** For how long an app is known to have sent nothing, s; an app that is asked for the first time begins to be watched. */
  seconds(app: string): number {
    const since = this.sinceMs.get(app);
    if (since === undefined) this.sinceMs.set(app, this.monotonicMs());
    return since === undefined ? 0 : Math.max(0, this.lastRateAtMs - since - silentAfterMs) / msPerSecond;
  }

  /** What is left of a rate after the silence: as if one more arrival were due after each silence as long as all before. */
  rateHz(app: string, rateHz: number): number {
    return rateHz / (1 + rateHz * this.seconds(app));
  }
}
