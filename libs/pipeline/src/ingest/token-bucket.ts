const msPerSecond = 1000;

/** Allows a rate on average, and bursts up to a capacity. Rate and capacity may change from call to call. */
export class TokenBucket {
  private tokens = Infinity;

  constructor(private filledAtMs: number) {}

  /** Takes a token; false where there is none. */
  take(nowMs: number, rateHz: number, capacity: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.filledAtMs);
    this.filledAtMs = nowMs;
    this.tokens = Math.min(capacity, this.tokens + (elapsedMs / msPerSecond) * rateHz);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
