import { recordOf, topics, type PressureReported } from '@harmonybatch/contracts';
import type { Clock, Timer, Publisher, StageEvents } from '@harmonybatch/ports';
import { delayMetrics } from '@harmonybatch/telemetry';

/** How often a stage that is behind says so, ms. */
const intervalMs = 500;
/** Delays below this are the ordinary way of things, ms. */
const minDelayMs = 50;
const msPerSecond = 1_000;

/** What requests of a model, or only those for one of its functions, wait in a stage beyond their plan. */
export type StageDelay = Pick<PressureReported, 'model' | 'functionName' | 'delayMs'>;

export interface ReporterPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** Tells `pressure.reported` while a stage is behind; silent otherwise. */
export class PressureReporter {
  private timer: Timer | null = null;
  private stopped = false;

  /** @param measure how long requests wait in this stage now */
  constructor(
    private readonly ports: ReporterPorts,
    private readonly by: PressureReported['by'],
    private readonly measure: () => readonly StageDelay[],
  ) {}

  start(): void {
    if (this.stopped) return;
    this.timer = this.ports.clock.after(intervalMs, () => {
      void this.report().finally(() => this.start());
    });
  }

  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  private async report(): Promise<void> {
    const { publisher, clock, events } = this.ports;
    const reportedAtMs = clock.nowMs();
    const reports = this.measure()
      .filter(({ delayMs }) => delayMs >= minDelayMs)
      .map((delay): PressureReported => ({ ...delay, by: this.by, reportedAtMs }));
    if (reports.length === 0) return;
    for (const { model, delayMs } of reports) events.observe(delayMetrics.pressure, { model }, delayMs / msPerSecond);
    try {
      await publisher.publish(reports.map((report) => recordOf(topics.pressureReported, report)));
    } catch (error) {
      events.warn('pressure could not be reported', { error: String(error) });
    }
  }
}
