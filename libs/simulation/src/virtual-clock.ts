import { Clock, type Timer } from '@harmonybatch/pipeline';

interface Pending {
  readonly atMs: number;
  /** Timers of the same time run in the order in which they were set. */
  readonly order: number;
  readonly action: () => void;
}

/** Time that passes only when told to. Wall clock and monotonic clock are the same. */
export class VirtualClock extends Clock {
  private pending: Pending[] = [];
  private order = 0;

  constructor(private atMs: number) {
    super();
  }

  override nowMs(): number {
    return this.atMs;
  }

  override monotonicMs(): number {
    return this.atMs;
  }

  override after(delayMs: number, action: () => void): Timer {
    const timer: Pending = { atMs: this.atMs + Math.max(0, delayMs), order: this.order, action };
    this.order += 1;
    this.pending.push(timer);
    return { cancel: () => void (this.pending = this.pending.filter((other) => other !== timer)) };
  }

  /** Lets `durationMs` pass: every timer that falls due runs at its time, and what it set off settles before the next. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.atMs + durationMs;
    await settled();
    for (let next = this.next(endMs); next !== null; next = this.next(endMs)) {
      this.atMs = next.atMs;
      this.pending = this.pending.filter((other) => other !== next);
      next.action();
      await settled();
    }
    this.atMs = endMs;
  }

  private next(endMs: number): Pending | null {
    let first: Pending | null = null;
    for (const timer of this.pending) {
      if (timer.atMs > endMs) continue;
      if (first === null || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/** Promises that a step of the pipeline may chain, one after the other. */
const longestChain = 60;

/** Lets everything that waits for no timer run. */
async function settled(): Promise<void> {
  for (let step = 0; step < longestChain; step += 1) await Promise.resolve();
}
