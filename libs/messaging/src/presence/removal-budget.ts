/** Members that may be removed at once, and how soon one more may be, ms. */
const mostAtOnce = 16;
const oneMoreEveryMs = 1_000;

/** Bounds how many members one process removes: what it takes for the death of many may be a fault of its own network. */
export class RemovalBudget {
  private left = mostAtOnce;
  private countedAtMs: number;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {
    this.countedAtMs = monotonicMs();
  }

  /** @returns whether one more may be removed now */
  take(): boolean {
    const more = Math.floor((this.monotonicMs() - this.countedAtMs) / oneMoreEveryMs);
    this.countedAtMs += more * oneMoreEveryMs;
    this.left = Math.min(mostAtOnce, this.left + more);
    if (this.left === 0) return false;
    this.left -= 1;
    return true;
  }
}
