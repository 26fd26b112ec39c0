import type { Clock, Timer } from '@harmonybatch/ports';
import { dispatcherDefaults, type DispatcherConfig } from './dispatcher-config';

/** The right to run one batch on a function. */
export interface Place {
  /** The platform refused to run the batch: the function gets no other for a while. */
  refused(): void;
  /** The function gave an answer, be it that it failed. */
  served(): void;
  /** The batch is over. Idempotent. */
  leave(): void;
}

interface Waiter {
  readonly bytes: number;
  readonly sinceMs: number;
  readonly giveUp: Timer | null;
  readonly grant: (place: Place | null) => void;
}

interface Lane {
  taken: number;
  /** Size of the batches that have those places, bytes. */
  takenBytes: number;
  readonly waiters: Set<Waiter>;
  /** When the function last gave an answer, or got a batch while it had none, monotonic ms. */
  movedAtMs: number;
  /** Longest latency that was expected of a batch of it, ms. */
  latencyMs: number;
  /** Refusals since the last success. */
  refusals: number;
  /** Monotonic ms. */
  closedUntilMs: number;
  reopening: Timer | null;
}

type LaneConfig = Pick<
  DispatcherConfig,
  'maxPerFunction' | 'maxBytesPerFunction' | 'maxRunning' | 'keptPerFunction' | 'throttleMs' | 'standstillMs'
>;

/** A function stands still when it gave no answer for so many times as long as a batch of it takes. */
const standstillLatencies = 2;

/**
 * Keeps functions apart: each runs so many batches at a time, and one that is slow or throttled lets its own batches wait,
 * not those of others. All together run so many too, but a few places are kept for each function whatever the others do.
 * Those that hang must not fill the dispatcher with batches that wait: these can be sent away.
 */
export class FunctionLanes {
  private readonly lanes = new Map<string, Lane>();
  /** Places taken in all lanes. */
  private running = 0;

  private readonly config: LaneConfig;

  constructor(
    private readonly clock: Clock,
    config: Partial<LaneConfig> = {},
  ) {
    this.config = { ...dispatcherDefaults, ...config };
  }

  /**
   * Resolves when the function has a place, in order of asking; at `latestMs` (epoch ms) also without one, for there is
   * nothing more to wait for then; and with null where the batch is sent away.
   * @param latencyMs how long the batch will take at most, as planned
   * @param bytes size of the batch
   */
  enter(functionName: string, latestMs: number, latencyMs: number, bytes = 0): Promise<Place | null> {
    const lane = this.lane(functionName);
    lane.latencyMs = Math.max(lane.latencyMs, latencyMs);
    if (this.isOpen(lane, bytes) && lane.waiters.size === 0) {
      return Promise.resolve(this.take(functionName, lane, bytes));
    }
    return new Promise((grant) => {
      const sinceMs = this.clock.nowMs();
      const outOfTurn = (): void => {
        lane.waiters.delete(waiter);
        grant(this.take(functionName, lane, bytes));
      };
      const giveUp = Number.isFinite(latestMs) ? this.clock.after(Math.max(0, latestMs - sinceMs), outOfTurn) : null;
      const waiter: Waiter = { bytes, sinceMs, giveUp, grant };
      lane.waiters.add(waiter);
    });
  }

  /** How long the batch that waits longest for this function has waited, ms; 0 where none waits. */
  waitMs(functionName: string): number {
    const [first] = this.lanes.get(functionName)?.waiters ?? [];
    return first === undefined ? 0 : this.clock.nowMs() - first.sinceMs;
  }

  /** Sends away the batches of the lane in which most wait, if its function stands still. */
  sendAway(): void {
    const [fullest] = [...this.lanes.values()].sort((one, other) => other.waiters.size - one.waiters.size);
    if (fullest === undefined || !this.standsStill(fullest)) return;
    for (const waiter of fullest.waiters) {
      waiter.giveUp?.cancel();
      waiter.grant(null);
    }
    fullest.waiters.clear();
  }

  private standsStill(lane: Lane): boolean {
    const mostMs = Math.max(this.config.standstillMs, standstillLatencies * lane.latencyMs);
    return this.clock.monotonicMs() - lane.movedAtMs > mostMs;
  }

  private lane(name: string): Lane {
    let lane = this.lanes.get(name);
    if (lane === undefined) {
      lane = {
        taken: 0,
        takenBytes: 0,
        waiters: new Set(),
        movedAtMs: 0,
        latencyMs: 0,
        refusals: 0,
        closedUntilMs: 0,
        reopening: null,
      };
      this.lanes.set(name, lane);
    }
    return lane;
  }

  private isOpen(lane: Lane, bytes: number): boolean {
    return this.hasPlace(lane, bytes) && this.clock.monotonicMs() >= lane.closedUntilMs;
  }

  /** A batch that is larger than all of a function may be runs alone. */
  private hasPlace({ taken, takenBytes }: Lane, bytes: number): boolean {
    const { maxPerFunction, maxBytesPerFunction, maxRunning, keptPerFunction } = this.config;
    if (taken >= maxPerFunction || (taken > 0 && takenBytes + bytes > maxBytesPerFunction)) return false;
    return this.running < maxRunning || taken < keptPerFunction;
  }

  private take(name: string, lane: Lane, bytes: number): Place {
    if (lane.taken === 0) lane.movedAtMs = this.clock.monotonicMs();
    this.count(lane, 1, bytes);
    let left = false;
    return {
      refused: () => this.close(name, lane),
      served: () => {
        lane.refusals = 0;
        lane.movedAtMs = this.clock.monotonicMs();
      },
      leave: () => {
        if (left) return;
        left = true;
        this.count(lane, -1, -bytes);
        this.admit(name, lane);
        if (this.running === this.config.maxRunning - 1) this.admitOthers();
      },
    };
  }

  private count(lane: Lane, places: number, bytes: number): void {
    lane.taken += places;
    lane.takenBytes += bytes;
    this.running += places;
  }

  /** A place came free where all were taken: whoever waited for it in another lane is next. */
  private admitOthers(): void {
    for (const [name, lane] of this.lanes) if (lane.waiters.size > 0) this.admit(name, lane);
  }

  private admit(name: string, lane: Lane): void {
    for (const waiter of lane.waiters) {
      if (!this.isOpen(lane, waiter.bytes)) return;
      lane.waiters.delete(waiter);
      waiter.giveUp?.cancel();
      waiter.grant(this.take(name, lane, waiter.bytes));
    }
    if (lane.taken === 0 && lane.waiters.size === 0 && lane.refusals === 0) this.lanes.delete(name);
  }

  /** Refusals of one closing count once: those under way were sent before it. */
  private close(name: string, lane: Lane): void {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < lane.closedUntilMs) return;
    const { first, most } = this.config.throttleMs;
    const closedMs = Math.min(first * 2 ** lane.refusals, most);
    lane.refusals += 1;
    lane.closedUntilMs = nowMs + closedMs;
    lane.reopening?.cancel();
    lane.reopening = this.clock.after(closedMs, () => this.admit(name, lane));
  }
}
