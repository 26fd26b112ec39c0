import { limits, recordOf, topics, type WayMeasured } from '@harmonybatch/contracts';
import { LogHistogram } from '@harmonybatch/model';
import { BoundedMap, type Clock, type Publisher, type StageEvents, type Timer } from '@harmonybatch/ports';
import { delayMetrics } from '@harmonybatch/telemetry';
import { wayMs, type WayParts } from './way-parts';

/** How often a dispatcher tells what it measured, ms. */
const tellIntervalMs = 10_000;
const maxModels = 1_000;
const partNames = ['leaving', 'dispatching', 'wire', 'answering'] as const;
const msPerSecond = 1_000;

export interface MeterPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** What was measured of one model since it was told last. */
interface Measured {
  readonly sinceMs: number;
  readonly ways: LogHistogram;
  readonly sums: Record<`${(typeof partNames)[number]}Ms`, number>;
  readonly answered: BoundedMap<string, { requests: number; late: number }>;
}

/** Collects what the way of requests takes, and tells `way.measured` while there is something to tell. */
export class WayMeter {
  private readonly measured = new BoundedMap<string, Measured>(maxModels);
  private timer: Timer | null = null;
  private stopped = false;

  /** @param dispatcher name of the process that measures */
  constructor(
    private readonly ports: MeterPorts,
    private readonly dispatcher: string,
  ) {}

  /** The way of so many requests of a model, which went together. */
  add(model: string, requests: number, parts: WayParts): void {
    const { events } = this.ports;
    events.observe(delayMetrics.way, { model, part: 'all' }, wayMs(parts) / msPerSecond);
    for (const part of partNames) events.observe(delayMetrics.way, { model, part }, parts[`${part}Ms`] / msPerSecond);
    const measured = this.measuredOf(model);
    measured.ways.add(wayMs(parts), requests);
    for (const part of partNames) measured.sums[`${part}Ms`] += requests * parts[`${part}Ms`];
  }

  /** A request of an app has its outcome. */
  answered(model: string, app: string, inTime: boolean): void {
    const { answered } = this.measuredOf(model);
    const known = answered.get(app) ?? { requests: 0, late: 0 };
    known.requests += 1;
    if (!inTime) known.late += 1;
    answered.set(app, known);
  }

  /** Tells no more. */
  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  private measuredOf(model: string): Measured {
    const { clock } = this.ports;
    const measured = this.measured.get(model) ?? newlyMeasured(clock.nowMs());
    this.measured.set(model, measured);
    if (!this.stopped) this.timer ??= clock.after(tellIntervalMs, () => void this.tell());
    return measured;
  }

  /** What cannot be written now is measured anew: of ways there are always more. */
  private async tell(): Promise<void> {
    this.timer = null;
    const reports = [...this.measured.entries()].map(([model, measured]) => this.report(model, measured));
    for (const { model } of reports) this.measured.delete(model);
    try {
      const records = reports.map((report) => recordOf(topics.wayMeasured, report));
      await this.ports.publisher.publish(records, undefined, 'tell');
    } catch (error) {
      this.ports.events.warn('what the way takes could not be told', { error: String(error) });
    }
  }

  private report(model: string, { sinceMs, ways, sums, answered }: Measured): WayMeasured {
    const count = Math.max(1, ways.count);
    return {
      model,
      dispatcher: this.dispatcher,
      sinceMs,
      untilMs: this.ports.clock.nowMs(),
      wayMs: ways.toBuckets().map(([bucket, requests]) => ({ bucket, requests })),
      leavingMs: sums.leavingMs / count,
      dispatchingMs: sums.dispatchingMs / count,
      wireMs: sums.wireMs / count,
      answeringMs: sums.answeringMs / count,
      answered: [...answered.entries()].map(([app, tally]) => ({ app, ...tally })),
    };
  }
}

const newlyMeasured = (sinceMs: number): Measured => ({
  sinceMs,
  ways: new LogHistogram(),
  sums: { leavingMs: 0, dispatchingMs: 0, wireMs: 0, answeringMs: 0 },
  answered: new BoundedMap(limits.maxApps),
});
