import { performance } from 'node:perf_hooks';
import { BrokerTime, Clock, type SystemClocks, type ClockOffsetBounds, type Timer } from '@harmonybatch/ports';

/** The longest delay that Node's timers know; a longer one would fire at once. */
const maxDelayMs = 2_147_483_647;

const machine: SystemClocks = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/** The clock of a service: Kafka's time as far as it is known, and this machine's timers. */
export class SystemClock extends Clock {
  private readonly brokerTime: BrokerTime;

  constructor(private readonly clocks: SystemClocks = machine) {
    super();
    this.brokerTime = new BrokerTime(clocks);
  }

  nowMs(): number {
    return Math.round(this.brokerTime.nowMs());
  }

  monotonicMs(): number {
    return this.clocks.monotonicMs();
  }

  /** What was learned of Kafka's time. */
  observe(window: ClockOffsetBounds): void {
    this.brokerTime.observe(window);
  }

  /** How far this machine's clock is ahead of Kafka's, ms; 0 while Kafka's is not known. */
  skewMs(): number {
    return Math.round(this.brokerTime.skewMs());
  }

  after(delayMs: number, action: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('a delay must be a number of milliseconds, got NaN');
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), maxDelayMs));
    return { cancel: () => clearTimeout(timer) };
  }
}
