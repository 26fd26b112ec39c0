import type { Timers } from './timers';

const msPerSecond = 1_000;

/** So many at once, and so many a second on average. */
export class TokenBucket {
  private tokens: number;
  private countedAtMs: number;

  /**
   * @param rateHz what comes back each second
   * @param burst how many there are at first, and at most
   */
  constructor(
    private readonly rateHz: number,
    private readonly burst: number,
    private readonly timers: Timers,
  ) {
    this.tokens = burst;
    this.countedAtMs = timers.nowMs();
  }

  /** Whether one more is taken now. */
  take(): boolean {
    const nowMs = this.timers.nowMs();
    const earned = ((nowMs - this.countedAtMs) / msPerSecond) * this.rateHz;
    this.tokens = Math.min(this.burst, this.tokens + earned);
    this.countedAtMs = nowMs;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
