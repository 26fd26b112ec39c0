import type { ClockOffsetBounds, StageEvents } from '@harmonybatch/ports';
import { serviceMetrics } from '@harmonybatch/telemetry';
import type { SystemClock } from './system-clock';
import type { ServiceLogger } from '../observability/logger';

/** How often broker time is read, ms. */
const syncIntervalMs = 10_000;
/** How often it is looked whether this machine's clock was set, or slept, ms. */
const jumpCheckIntervalMs = 1_000;
/** A difference above this is logged, ms. */
const notableSkewMs = 200;
const msPerSecond = 1_000;
/** Questions at the start: the quickest answer is the most exact one. */
const initialProbes = 3;

export interface ClockSyncOptions {
  readonly clock: SystemClock;
  /** Reads broker time; null where records do not carry it. */
  readonly probe: () => Promise<ClockOffsetBounds | null>;
  readonly logger: ServiceLogger;
  readonly events: StageEvents;
}

/** Keeps the clock of a service at broker time, and reports how far this machine's own is away from it. */
export class ClockSync {
  private timers: NodeJS.Timeout[] = [];
  private skewReported = false;
  private failureReported = false;
  private lastSkewMs = 0;

  constructor(private readonly options: ClockSyncOptions) {
    const { clock, events } = options;
    events.watch(serviceMetrics.clockSkew, () => [{ labels: {}, value: clock.skewMs() / msPerSecond }]);
  }

  /** Resolves when broker time is known, or cannot be; from then on it is read again and again. */
  async start(): Promise<void> {
    for (let question = 0; question < initialProbes; question += 1) await this.sync();
    this.timers = [
      setInterval(() => void this.sync(), syncIntervalMs).unref(),
      setInterval(() => this.checkForJump(), jumpCheckIntervalMs).unref(),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** One reading; a failure is logged once, because the next one comes soon. */
  async sync(): Promise<void> {
    const { clock, probe, logger } = this.options;
    try {
      const window = await probe();
      if (window === null) throw new Error('records of clock.probed do not carry LogAppendTime');
      clock.observe(window);
      this.failureReported = false;
      this.reportSkew();
    } catch (error) {
      if (!this.failureReported)
        logger.warn({ err: error }, 'broker time could not be read: the last known value stays in use');
      this.failureReported = true;
    }
  }

  /** A machine that slept lost time that only the brokers know. */
  private checkForJump(): void {
    const skewMs = this.options.clock.skewMs();
    if (Math.abs(skewMs - this.lastSkewMs) > notableSkewMs) void this.sync();
    this.lastSkewMs = skewMs;
  }

  private reportSkew(): void {
    const skewMs = this.options.clock.skewMs();
    this.lastSkewMs = skewMs;
    const isNotable = Math.abs(skewMs) > notableSkewMs;
    if (isNotable === this.skewReported) return;
    this.skewReported = isNotable;
    if (!isNotable) return this.options.logger.info({ skewMs }, "this machine's clock agrees with the brokers' again");
    const direction = skewMs > 0 ? 'ahead of' : 'behind';
    const text = `this machine's clock is ${Math.abs(skewMs)} ms ${direction} the brokers': broker time is used; synchronise the clock (NTP)`;
    this.options.logger.warn({ skewMs }, text);
  }
}
