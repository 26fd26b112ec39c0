const firstCapacity = 64;

/** The times at which requests arrived, 8 bytes each; in any order as they are added. */
export class ArrivalTimes {
  private times = new Float64Array(firstCapacity);
  private count = 0;

  add(atMs: number): void {
    if (this.count === this.times.length) {
      const larger = new Float64Array(2 * this.count);
      larger.set(this.times);
      this.times = larger;
    }
    this.times[this.count++] = atMs;
  }

  /** Those from `fromMs` to `untilMs`, the latter included, as ms since `fromMs`, ascending. */
  within(fromMs: number, untilMs: number): Float64Array {
    return this.times
      .subarray(0, this.count)
      .filter((atMs) => atMs >= fromMs && atMs <= untilMs)
      .map((atMs) => atMs - fromMs)
      .sort();
  }
}
