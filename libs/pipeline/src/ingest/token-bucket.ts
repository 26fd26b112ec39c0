const msPerSecond = 1_000;

/** Allows a rate on average, and bursts up to a capacity. It begins full; rate and capacity may change from call to call. */
export class TokenBucket {
  private tokens = Infinity;

  /** @param filledAtMs when it begins, epoch ms */
  constructor(private filledAtMs: number) {}

  /**
   * Takes a token.
   * @param rateHz tokens that come each second, above 0
   * @param capacity most tokens that it holds, at least 1
   * @returns 0 where there was one, else after how long there will be, ms; a clock that goes back brings none
   */
  take(nowMs: number, rateHz: number, capacity: number): number {
    const elapsedMs = Math.max(0, nowMs - this.filledAtMs);
    this.filledAtMs = Math.max(this.filledAtMs, nowMs);
    this.tokens = Math.min(capacity, this.tokens + (elapsedMs / msPerSecond) * rateHz);
    if (this.tokens < 1) return ((1 - this.tokens) / rateHz) * msPerSecond;
    this.tokens -= 1;
    return 0;
  }
}
