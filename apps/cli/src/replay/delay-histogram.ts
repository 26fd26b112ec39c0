/** How late something was, in buckets of 1 ms up to a second. */
export class DelayHistogram {
  private readonly buckets = new Uint32Array(1_001);
  private total = 0;
  private longestMs = 0;

  add(delayMs: number): void {
    const bucket = Math.min(1_000, Math.max(0, Math.floor(delayMs)));
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.total += 1;
    this.longestMs = Math.max(this.longestMs, delayMs);
  }

  /** Upper end of the bucket in which the 99th percentile lies, ms. */
  get p99Ms(): number {
    let seen = 0;
    for (let bucket = 0; bucket < this.buckets.length; bucket += 1) {
      seen += this.buckets[bucket] ?? 0;
      if (seen >= this.total * 0.99) return bucket + 1;
    }
    return this.longestMs;
  }

  get maxMs(): number {
    return this.longestMs;
  }
}
