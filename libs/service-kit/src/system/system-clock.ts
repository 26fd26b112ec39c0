import { performance } from 'node:perf_hooks';
import type { TimeWindow } from '@harmonybatch/messaging';
import { Clock, type Timer } from '@harmonybatch/pipeline';

/** The longest delay that Node's timers know; a longer one would fire at once. */
const maxDelayMs = 2_147_483_647;

/** The clocks of this machine, as its operator may set and as only time moves. */
export interface MachineClocks {
  readonly wallMs: () => number;
  readonly monotonicMs: () => number;
}

const machine: MachineClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/**
 * Kafka's time as far as it is known, so that all services have the same: deadlines that one writes are judged by another. Until
 * it is known, the time of this machine. A machine whose clock is set meanwhile changes nothing.
 */
export class SystemClock extends Clock {
  /** What Kafka's time is ahead of the monotonic one, ms. */
  private aheadMs: number | null = null;

  constructor(private readonly clocks: MachineClocks = machine) {
    super();
  }

  nowMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.aheadMs === null ? wallMs() : Math.round(monotonicMs() + this.aheadMs);
  }

  monotonicMs(): number {
    return this.clocks.monotonicMs();
  }

  /** What was learned of Kafka's time: where the present one agrees with it, nothing changes, else it moves as little as it has to. */
  heed({ leastMs, mostMs }: TimeWindow): void {
    const presentMs = this.aheadMs ?? this.clocks.wallMs() - this.clocks.monotonicMs();
    this.aheadMs = Math.min(Math.max(presentMs, leastMs), mostMs);
  }

  /** How far this machine's clock is ahead of Kafka's, ms; 0 while Kafka's is not known. */
  skewMs(): number {
    const { wallMs, monotonicMs } = this.clocks;
    return this.aheadMs === null ? 0 : Math.round(wallMs() - monotonicMs() - this.aheadMs);
  }

  after(delayMs: number, action: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('a delay has to be a number of milliseconds, got NaN');
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), maxDelayMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
