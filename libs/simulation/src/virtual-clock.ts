import { Clock, type Timer } from '@harmonybatch/pipeline';
import { BinaryHeap } from './binary-heap';

class Pending implements Timer {
  cancelled = false;

  constructor(
    readonly atMs: number,
    /** Timers of the same time run in the order in which they were set. */
    readonly order: number,
    readonly action: () => void,
  ) {}

  cancel(): void {
    this.cancelled = true;
  }
}

/** Time that passes only when told to. Wall clock and monotonic clock are the same. */
export class VirtualClock extends Clock {
  private readonly pending = new BinaryHeap<Pending>(
    (one, other) => one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order),
  );
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
    const timer = new Pending(this.atMs + Math.max(0, delayMs), this.order, action);
    this.order += 1;
    this.pending.push(timer);
    return timer;
  }

  /** Lets `durationMs` pass: every timer that falls due runs at its time, and what it set off settles before the next. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.atMs + durationMs;
    await settled();
    for (let next = this.next(endMs); next !== undefined; next = this.next(endMs)) {
      this.atMs = next.atMs;
      next.action();
      await settled();
    }
    this.atMs = endMs;
  }

  /** Takes the next timer out that is due by `endMs`; cancelled ones are dropped on the way. */
  private next(endMs: number): Pending | undefined {
    for (let first = this.pending.peek(); first !== undefined; first = this.pending.peek()) {
      if (!first.cancelled && first.atMs > endMs) return undefined;
      this.pending.pop();
      if (!first.cancelled) return first;
    }
    return undefined;
  }
}

/** Lets everything run that waits for no timer: Node begins the next tick when no promise has anything left to do. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
