import { Clock, type Timer } from '@harmonybatch/ports';
import { Heap } from 'heap-js';

class Pending implements Timer {
  constructor(
    readonly atMs: number,
    /** Timers of the same time run in the order in which they were set. */
    readonly order: number,
    /** Null once it was cancelled: what it would have worked on need not be kept until then. */
    public action: (() => void) | null,
  ) {}

  cancel(): void {
    this.action = null;
  }
}

/** The clock's resolution, a fraction that epoch milliseconds hold exactly. */
const ticksPerMs = 1024;

/**
 * The first tick that is not earlier. Without it a timer for what is left until a given time could be due a rounding error
 * before that time, again and again.
 */
const onGrid = (atMs: number): number => Math.ceil(atMs * ticksPerMs) / ticksPerMs;

/** Time that passes only when it is advanced. Wall clock and monotonic clock are the same. */
export class VirtualClock extends Clock {
  private readonly pending = new Heap<Pending>((one, other) => one.atMs - other.atMs || one.order - other.order);
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
    const timer = new Pending(onGrid(this.atMs + Math.max(0, delayMs)), this.order, action);
    this.order += 1;
    this.pending.push(timer);
    return timer;
  }

  /**
   * Lets `durationMs` pass: every timer that falls due runs at its time, and what it set off settles before the next.
   * Rejects with what an action throws.
   */
  advance(durationMs: number): Promise<void> {
    const endMs = this.atMs + durationMs;
    return new Promise((resolve, reject) => {
      const step = (): void => {
        const next = this.next(endMs);
        this.atMs = next?.atMs ?? endMs;
        if (next === undefined) return resolve();
        try {
          next.action?.();
          whenSettled(step);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      whenSettled(step);
    });
  }

  /** Takes the next timer out that is due by `endMs`; cancelled ones are dropped on the way. */
  private next(endMs: number): Pending | undefined {
    for (let first = this.pending.peek(); first !== undefined; first = this.pending.peek()) {
      if (first.action !== null && first.atMs > endMs) return undefined;
      this.pending.pop();
      if (first.action !== null) return first;
    }
    return undefined;
  }
}

/**
 * Goes on when nothing is left to do that waits for no timer. Node begins a tick that was asked for by a promise's step
 * when all promises have settled; one that was asked for by another tick, at once.
 */
function whenSettled(goOn: () => void): void {
  // eslint-disable-next-line no-restricted-globals -- virtual time passes between turns of the real event loop
  void done.then(() => process.nextTick(goOn));
}

const done = Promise.resolve();
