import { performance } from 'node:perf_hooks';
import { BrokerTime, Clock, type MachineClocks, type TimeWindow, type Timer } from '@harmonybatch/ports';

/** The longest delay that Node's timers know; a longer one would fire at once. */
const maxDelayMs = 2_147_483_647;

const machine: MachineClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** The clock of a service: Kafka's time as far as it is known, and this machine's timers. */
export class SystemClock extends Clock {
  private readonly time: BrokerTime;

  constructor(private readonly clocks: MachineClocks = machine) {
    super();
    this.time = new BrokerTime(clocks);
  }

  nowMs(): number {
    return Math.round(this.time.nowMs());
  }

  monotonicMs(): number {
    return this.clocks.monotonicMs();
  }

  /** What was learned of Kafka's time. */
  heed(window: TimeWindow): void {
    this.time.heed(window);
  }

  /** How far this machine's clock is ahead of Kafka's, ms; 0 while Kafka's is not known. */
  skewMs(): number {
    return Math.round(this.time.skewMs());
  }

  after(delayMs: number, action: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('a delay must be a number of milliseconds, got NaN');
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), maxDelayMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
