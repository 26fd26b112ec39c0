import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { TimeWindow } from '@harmonybatch/ports';
import type { SystemClock } from './system-clock';

/** How often broker time is read, ms. */
const askEveryMs = 10_000;
/** How often it is looked whether this machine's clock was set, or slept, ms. */
const lookEveryMs = 1_000;
/** A difference above this is logged, ms. */
const notableMs = 200;
/** Questions at the start: the quickest answer is the most exact one. */
const firstQuestions = 3;

export interface ClockWatchParts {
  readonly clock: SystemClock;
  /** Reads broker time; null where records do not carry it. */
  readonly ask: () => Promise<TimeWindow | null>;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Keeps the clock of a service at broker time, and reports how far this machine's own is away from it. */
export class ClockWatch {
  private timers: NodeJS.Timeout[] = [];
  private toldSkew = false;
  private toldFailure = false;
  private seenSkewMs = 0;

  constructor(private readonly parts: ClockWatchParts) {
    const { clock, registry } = parts;
    new Gauge({
      name: 'harmonybatch_clock_skew_ms',
      help: "How far this machine's clock is ahead of Kafka's",
      registers: [registry],
      collect() {
        this.set(clock.skewMs());
      },
    });
  }

  /** Resolves when broker time is known, or cannot be; from then on it is read again and again. */
  async start(): Promise<void> {
    for (let question = 0; question < firstQuestions; question += 1) await this.learn();
    this.timers = [
      setInterval(() => void this.learn(), askEveryMs).unref(),
      setInterval(() => this.look(), lookEveryMs).unref(),
    ];
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** One reading; a failure is logged once, because the next one comes soon. */
  async learn(): Promise<void> {
    const { clock, ask, logger } = this.parts;
    try {
      const window = await ask();
      if (window === null) throw new Error('records of clock.probed do not carry LogAppendTime');
      clock.heed(window);
      this.toldFailure = false;
      this.tellSkew();
    } catch (error) {
      if (!this.toldFailure)
        logger.warn({ err: error }, 'broker time could not be read: the last known value stays in use');
      this.toldFailure = true;
    }
  }

  /** A machine that slept lost time that only the brokers know. */
  private look(): void {
    const skewMs = this.parts.clock.skewMs();
    if (Math.abs(skewMs - this.seenSkewMs) > notableMs) void this.learn();
    this.seenSkewMs = skewMs;
  }

  private tellSkew(): void {
    const skewMs = this.parts.clock.skewMs();
    this.seenSkewMs = skewMs;
    const isNotable = Math.abs(skewMs) > notableMs;
    if (isNotable === this.toldSkew) return;
    this.toldSkew = isNotable;
    if (!isNotable) return this.parts.logger.info({ skewMs }, "this machine's clock agrees with the brokers' again");
    const direction = skewMs > 0 ? 'ahead of' : 'behind';
    const text = `this machine's clock is ${Math.abs(skewMs)} ms ${direction} the brokers': broker time is used; synchronise the clock (NTP)`;
    this.parts.logger.warn({ skewMs }, text);
  }
}
