import { ArrivalCounted, compile, limits, RateEstimated, recordOf, topics } from '@harmonybatch/contracts';
import type { Clock, Timer, InboundRecord, Publisher, StageEvents } from '@harmonybatch/ports';
import { rateMetrics } from '@harmonybatch/telemetry';
import { deadLetter } from '../records/dead-lettering';
import { reportIgnored } from '../records/ignored-record';
import { readRecord } from '../records/read-record';
import { smoothingDefaults, type SmoothingOptions } from './app-rate';
import { WatchedApp, type PublishingTerms } from './watched-app';

export interface RateEstimatorOptions extends PublishingTerms {
  readonly smoothing: SmoothingOptions;
  readonly tickMs: number;
  /** An app that sent nothing for this long is forgotten after its rate was published once more, ms. */
  readonly forgetMs: number;
}

export const rateEstimatorDefaults: RateEstimatorOptions = {
  smoothing: smoothingDefaults,
  tickMs: 1_000,
  republishMs: 10_000,
  notableChange: 0.05,
  forgetMs: 3_600_000,
};

export interface RateEstimatorPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** Longest range of offsets that is accepted as one: ingest hands its counts over several times a second. */
const maxOffsets = 1_000_000;

/** Apps whose last estimates are remembered: those of removed apps included. */
const maxReported = 2 * limits.maxApps;

const countedValidator = compile(ArrivalCounted);
const rateValidator = compile(RateEstimated);

/** Arrival counts become per-app rates. Counts are keyed by app, so that each app has one estimator among the replicas. */
export class RateEstimator {
  private readonly watched = new Map<string, WatchedApp>();
  /** The last estimates of all apps, whoever made them: what a takeover begins with. */
  private readonly lastPublished = new Map<string, RateEstimated>();
  private timer: Timer | null = null;
  private stopped = false;

  constructor(
    private readonly ports: RateEstimatorPorts,
    private readonly options: RateEstimatorOptions = rateEstimatorDefaults,
  ) {}

  start(): void {
    this.timer = this.ports.clock.after(this.options.tickMs, () => {
      void this.tick().finally(() => !this.stopped && this.start());
    });
  }

  /** Tells the last estimates, so that the counts in them need not be read again. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.timer?.cancel();
    await this.tick();
  }

  /** Takes a record of `rate.estimated` in, one's own included. */
  seed(record: InboundRecord): void {
    const { key, value } = record;
    if (key === null)
      return reportIgnored(this.ports.events, record, 'a rate has no key; the key must be the name of its app');
    if (value === null) {
      this.lastPublished.delete(key);
      return;
    }
    const read = readRecord(value, rateValidator);
    if (read.kind === 'unreadable') reportIgnored(this.ports.events, record, read.reason);
    else if (read.value.app !== key)
      reportIgnored(this.ports.events, record, `the rate of app ${read.value.app} has the key ${key}`);
    else if (this.lastPublished.has(key) || this.lastPublished.size < maxReported)
      this.lastPublished.set(key, read.value);
  }

  /** Takes records of `arrival.counted`; their offsets are given up once an estimate that includes them was published. */
  async count(records: readonly InboundRecord[]): Promise<void> {
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const read = readRecord(record.value, countedValidator);
      const fault = read.kind === 'unreadable' ? null : rangeFault(read.value);
      if (read.kind === 'unreadable')
        unreadable.push(deadLetter(this.ports, record, 'rate-estimator', read.code, read.reason));
      else if (fault !== null) unreadable.push(deadLetter(this.ports, record, 'rate-estimator', 'invalid', fault));
      else this.take(read.value, record);
    }
    await Promise.all(unreadable);
  }

  /** Leaves the apps whose counts go to another replica now to that one. */
  retainOwned(owns: (partition: number) => boolean): void {
    for (const [app, { partition }] of this.watched) if (!owns(partition)) this.watched.delete(app);
  }

  /** Brings all estimates up to now and publishes those that moved or have not been published for long. */
  async tick(): Promise<void> {
    const nowMs = this.ports.clock.monotonicMs();
    const due = [...this.watched.values()].filter((app) => app.advance(nowMs, this.options));
    if (due.length === 0) return;
    const estimatedAtMs = this.ports.clock.nowMs();
    const estimates = due.map((app) => app.estimate(estimatedAtMs));
    const included = due.map((app) => app.takeRecords());
    try {
      await this.ports.publisher.publish(estimates.map((estimate) => recordOf(topics.rateEstimated, estimate)));
    } catch (error) {
      due.forEach((app, index) => app.putBack(included[index]!));
      this.ports.events.error('rates could not be published; trying again', error);
      return;
    }
    due.forEach((app, index) => this.onPublished(app, estimates[index]!, nowMs, included[index]!));
  }

  private onPublished(
    app: WatchedApp,
    estimate: RateEstimated,
    atMs: number,
    included: readonly InboundRecord[],
  ): void {
    for (const record of included) record.release();
    app.onPublished(estimate, atMs);
    this.ports.events.count(rateMetrics.estimates, { app: app.name });
    if (app.silentMs(atMs) > this.options.forgetMs) this.watched.delete(app.name);
  }

  private take(counted: ArrivalCounted, record: InboundRecord): void {
    const nowMs = this.ports.clock.monotonicMs();
    const watched = this.watched.get(counted.app) ?? this.watch(counted.app, record.partition, nowMs);
    if (watched === null) {
      record.release();
      return;
    }
    this.ports.events.count(rateMetrics.arrivals, { app: counted.app }, watched.count(counted, record, nowMs));
  }

  private watch(app: string, partition: number, nowMs: number): WatchedApp | null {
    if (this.watched.size >= limits.maxApps) return null;
    const prior = this.lastPublished.get(app);
    const sincePriorMs = prior === undefined ? 0 : this.ports.clock.nowMs() - prior.estimatedAtMs;
    const beginsAtMs = nowMs - Math.max(sincePriorMs, this.options.tickMs);
    const watched = new WatchedApp(app, partition, this.options.smoothing, beginsAtMs, prior);
    this.watched.set(app, watched);
    return watched;
  }
}

/** What is wrong with the range of a count, or null. */
function rangeFault({ firstOffset, lastOffset, count }: ArrivalCounted): string | null {
  const offsets = lastOffset - firstOffset + 1;
  if (offsets > maxOffsets)
    return `/lastOffset: from firstOffset on there are ${offsets} offsets; at most ${maxOffsets} are taken`;
  if (count > offsets) return '/count: it is more than there are offsets from firstOffset to lastOffset';
  return null;
}
