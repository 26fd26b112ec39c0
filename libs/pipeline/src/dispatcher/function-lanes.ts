import type { Clock, Timer } from '../ports/clock';
import type { DispatcherConfig } from './dispatcher-config';

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
  readonly sinceMs: number;
  readonly giveUp: Timer | null;
  readonly grant: (place: Place | null) => void;
}

interface Lane {
  taken: number;
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

type LaneConfig = Pick<DispatcherConfig, 'maxPerFunction' | 'throttleMs' | 'standstillMs'>;

/** A function stands still when it gave no answer for so many times as long as a batch of it takes. */
const standstillLatencies = 2;

/**
 * Keeps functions apart: each runs so many batches at a time, and one that is slow or throttled lets its own batches wait,
 * not those of others. One that hangs must not fill the dispatcher with those that wait: they can be sent away.
 */
export class FunctionLanes {
  private readonly lanes = new Map<string, Lane>();

  constructor(
    private readonly clock: Clock,
    private readonly config: LaneConfig,
  ) {}

  /**
   * Resolves when the function has a place, in order of asking; at `latestMs` (epoch ms) also without one, for there is
   * nothing more to wait for then; and with null where the batch is sent away.
   * @param latencyMs how long the batch will take at most, as planned
   */
  enter(functionName: string, latestMs: number, latencyMs: number): Promise<Place | null> {
    const lane = this.lane(functionName);
    lane.latencyMs = Math.max(lane.latencyMs, latencyMs);
    if (this.isOpen(lane) && lane.waiters.size === 0) return Promise.resolve(this.take(functionName, lane));
    return new Promise((grant) => {
      const sinceMs = this.clock.nowMs();
      const outOfTurn = (): void => {
        lane.waiters.delete(waiter);
        grant(this.take(functionName, lane));
      };
      const giveUp = Number.isFinite(latestMs) ? this.clock.after(Math.max(0, latestMs - sinceMs), outOfTurn) : null;
      const waiter: Waiter = { sinceMs, giveUp, grant };
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

  private isOpen(lane: Lane): boolean {
    return lane.taken < this.config.maxPerFunction && this.clock.monotonicMs() >= lane.closedUntilMs;
  }

  private take(name: string, lane: Lane): Place {
    if (lane.taken === 0) lane.movedAtMs = this.clock.monotonicMs();
    lane.taken += 1;
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
        lane.taken -= 1;
        this.admit(name, lane);
      },
    };
  }

  private admit(name: string, lane: Lane): void {
    for (const waiter of lane.waiters) {
      if (!this.isOpen(lane)) return;
      lane.waiters.delete(waiter);
      waiter.giveUp?.cancel();
      waiter.grant(this.take(name, lane));
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
