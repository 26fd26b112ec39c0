import type { Clock, Timer } from '@harmonybatch/ports';
import type { DispatcherOptions } from './dispatcher-options';

/** The right to run one batch on a function. */
export interface Slot {
  /** The platform refused to run the batch: the function gets no other for a while. */
  onThrottled(): void;
  /** The function gave an answer, be it that it failed. */
  onAnswered(): void;
  /** The batch is over. Idempotent. */
  release(): void;
}

export type LaneOptions = Pick<
  DispatcherOptions,
  'maxPerFunction' | 'maxBytesPerFunction' | 'maxRunning' | 'reservedPerFunction' | 'throttleMs' | 'stalledAfterMs'
>;

/** Slots in use in all lanes together. */
export interface SharedSlots {
  inUse: number;
}

interface LaneListener {
  /** A slot came free, and those that wait here had their turn. */
  onFreed(): void;
  /** Nothing runs, waits or is throttled. */
  onIdle(): void;
}

interface Waiter {
  readonly bytes: number;
  readonly sinceMs: number;
  readonly timeout: Timer | null;
  readonly grant: (slot: Slot | null) => void;
}

/** A function is stalled when it gave no answer for so many times as long as a batch of it takes. */
const stalledLatencyMultiple = 2;

/** The batches of one function: those that run, and in order those that wait for a slot. */
export class Lane {
  private slotsInUse = 0;
  /** Size of the batches that have those slots, bytes. */
  private bytesInUse = 0;
  private readonly waiters = new Set<Waiter>();
  /** When the function last gave an answer, or got a batch while it had none, monotonic ms. */
  private lastProgressAtMs = 0;
  /** Longest latency that was expected of a batch of it, ms. */
  private latencyMs = 0;
  /** Refusals since the last answer. */
  private refusals = 0;
  /** Monotonic ms. */
  private throttledUntilMs = 0;
  private throttleTimer: Timer | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly options: LaneOptions,
    private readonly shared: SharedSlots,
    private readonly listener: LaneListener,
  ) {}

  /** Batches that wait for a slot. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** How long the batch that waits longest has waited, ms; 0 where none waits. */
  get waitMs(): number {
    const [first] = this.waiters;
    return first === undefined ? 0 : this.clock.nowMs() - first.sinceMs;
  }

  /** Whether the function gave no answer for too long. */
  get isStalled(): boolean {
    const maxMs = Math.max(this.options.stalledAfterMs, stalledLatencyMultiple * this.latencyMs);
    return this.clock.monotonicMs() - this.lastProgressAtMs > maxMs;
  }

  /** Resolves with a slot, in order of asking; at `latestMs` (epoch ms) out of turn; with null where the batch is shed. */
  acquire(latestMs: number, latencyMs: number, bytes: number): Promise<Slot | null> {
    this.latencyMs = Math.max(this.latencyMs, latencyMs);
    if (this.isAvailable(bytes) && this.waiters.size === 0) return Promise.resolve(this.grantSlot(bytes));
    return new Promise((grant) => {
      const sinceMs = this.clock.nowMs();
      const outOfTurn = (): void => {
        this.waiters.delete(waiter);
        grant(this.grantSlot(bytes));
      };
      const timeout = Number.isFinite(latestMs) ? this.clock.after(Math.max(0, latestMs - sinceMs), outOfTurn) : null;
      const waiter: Waiter = { bytes, sinceMs, timeout, grant };
      this.waiters.add(waiter);
    });
  }

  /** Sends all that wait away. */
  shed(): void {
    for (const waiter of this.waiters) {
      waiter.timeout?.cancel();
      waiter.grant(null);
    }
    this.waiters.clear();
  }

  /** Gives free slots to those that wait. */
  grantWaiting(): void {
    for (const waiter of this.waiters) {
      if (!this.isAvailable(waiter.bytes)) return;
      this.waiters.delete(waiter);
      waiter.timeout?.cancel();
      waiter.grant(this.grantSlot(waiter.bytes));
    }
    if (this.slotsInUse === 0 && this.refusals === 0) this.listener.onIdle();
  }

  private isAvailable(bytes: number): boolean {
    return this.hasSlot(bytes) && this.clock.monotonicMs() >= this.throttledUntilMs;
  }

  /** A batch that is larger than all of a function may be runs alone. */
  private hasSlot(bytes: number): boolean {
    const { maxPerFunction, maxBytesPerFunction, maxRunning, reservedPerFunction } = this.options;
    if (this.slotsInUse >= maxPerFunction) return false;
    if (this.slotsInUse > 0 && this.bytesInUse + bytes > maxBytesPerFunction) return false;
    return this.shared.inUse < maxRunning || this.slotsInUse < reservedPerFunction;
  }

  private grantSlot(bytes: number): Slot {
    if (this.slotsInUse === 0) this.lastProgressAtMs = this.clock.monotonicMs();
    this.adjust(1, bytes);
    let released = false;
    return {
      onThrottled: () => this.throttle(),
      onAnswered: () => {
        this.refusals = 0;
        this.lastProgressAtMs = this.clock.monotonicMs();
      },
      release: () => {
        if (released) return;
        released = true;
        this.adjust(-1, -bytes);
        this.grantWaiting();
        this.listener.onFreed();
      },
    };
  }

  private adjust(slots: number, bytes: number): void {
    this.slotsInUse += slots;
    this.bytesInUse += bytes;
    this.shared.inUse += slots;
  }

  /** Refusals while it is throttled count once: those under way were sent before it. */
  private throttle(): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < this.throttledUntilMs) return;
    const { initial, max } = this.options.throttleMs;
    const throttledMs = Math.min(initial * 2 ** this.refusals, max);
    this.refusals += 1;
    this.throttledUntilMs = nowMs + throttledMs;
    this.throttleTimer?.cancel();
    this.throttleTimer = this.clock.after(throttledMs, () => this.grantWaiting());
  }
}
