import { ArrivalCounted, compile, limits, RateEstimated, recordOf, topics } from '@harmonybatch/contracts';
import type { Clock, Timer, InboundRecord, Publisher, StageEvents } from '@harmonybatch/ports';
import { bury } from '../records/bury';
import { readRecord } from '../records/read-record';
import { AppRate, smoothingDefaults, type Estimate, type SmoothingConfig } from './app-rate';
import { CountedRanges } from './counted-ranges';

export interface RateEstimatorConfig {
  readonly smoothing: SmoothingConfig;
  readonly tickMs: number;
  /** An estimate is told again after this time even where it did not move, ms. */
  readonly repeatMs: number;
  /** It is told at once where it moved by more than this part of itself. */
  readonly notableChange: number;
  /** An app that sent nothing for so long is forgotten after its rate was told once more, ms. */
  readonly forgetMs: number;
}

export const rateEstimatorDefaults: RateEstimatorConfig = {
  smoothing: smoothingDefaults,
  tickMs: 1_000,
  repeatMs: 10_000,
  notableChange: 0.05,
  forgetMs: 3_600_000,
};

export interface RateEstimatorPorts {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
}

interface Watched {
  /** Partition of `arrival.counted` that its counts come from. */
  partition: number;
  readonly rate: AppRate;
  readonly counted: CountedRanges;
  /** Counted, and not yet part of an estimate that was acknowledged. */
  records: InboundRecord[];
  /** Monotonic ms, as all times of which only the difference counts: clocks are set back and forth. */
  lastArrivalAtMs: number;
  told: { readonly rateHz: number; readonly atMs: number } | null;
}

/** Longest range of offsets that is taken for one: ingest hands its counts over several times a second. */
const mostOffsets = 1_000_000;

/** Apps whose last estimates are remembered: those that are gone included. */
const mostTold = 2 * limits.maxApps;

const countedValidator = compile(ArrivalCounted);
const rateValidator = compile(RateEstimated);

/** Arrival counts become per-app rates. Counts are keyed by app, so that each app has one estimator among the replicas. */
export class RateEstimator {
  private readonly watched = new Map<string, Watched>();
  /** The last estimates of all apps, whoever made them: what a takeover begins with. */
  private readonly lastTold = new Map<string, RateEstimated>();
  private timer: Timer | null = null;
  private stopped = false;

  constructor(
    private readonly ports: RateEstimatorPorts,
    private readonly config: RateEstimatorConfig = rateEstimatorDefaults,
  ) {}

  start(): void {
    this.timer = this.ports.clock.after(this.config.tickMs, () => {
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
    if (key === null) return this.ignored(record, 'a rate has no key; it has to be the name of its app');
    if (value === null) {
      this.lastTold.delete(key);
      return;
    }
    const read = readRecord(value, rateValidator);
    if (read.kind === 'unreadable') this.ignored(record, read.reason);
    else if (read.value.app !== key) this.ignored(record, `the rate of app ${read.value.app} has the key ${key}`);
    else if (this.lastTold.has(key) || this.lastTold.size < mostTold) this.lastTold.set(key, read.value);
  }

  /** Takes records of `arrival.counted`; their offsets are given up once an estimate that includes them was told. */
  async count(records: readonly InboundRecord[]): Promise<void> {
    const unreadable: Promise<void>[] = [];
    for (const record of records) {
      const read = readRecord(record.value, countedValidator);
      const fault = read.kind === 'unreadable' ? null : rangeFault(read.value);
      if (read.kind === 'unreadable')
        unreadable.push(bury(this.ports, record, 'rate-estimator', read.code, read.reason));
      else if (fault !== null) unreadable.push(bury(this.ports, record, 'rate-estimator', 'invalid', fault));
      else this.take(read.value, record);
    }
    await Promise.all(unreadable);
  }

  /** Leaves the apps whose counts go to another replica now to that one. */
  keepOnly(owns: (partition: number) => boolean): void {
    for (const [app, { partition }] of this.watched) if (!owns(partition)) this.watched.delete(app);
  }

  /** Brings all estimates up to now and tells those that moved or have not been told for long. */
  async tick(): Promise<void> {
    const nowMs = this.ports.clock.monotonicMs();
    const due = [...this.watched].filter(([, watched]) => {
      watched.rate.advance(nowMs);
      return this.isDue(watched, nowMs);
    });
    if (due.length === 0) return;
    const estimatedAtMs = this.ports.clock.nowMs();
    const estimates = due.map(([app, { rate }]) => estimateOf(app, rate.estimate(), estimatedAtMs));
    const included = due.map(([, watched]) => watched.records.splice(0));
    try {
      await this.ports.publisher.publish(estimates.map((estimate) => recordOf(topics.rateEstimated, estimate)));
    } catch (error) {
      due.forEach(([, watched], index) => watched.records.unshift(...included[index]!));
      this.ports.events.fault('rates could not be told; trying again', error);
      return;
    }
    due.forEach(([app, watched], index) => this.told(app, watched, estimates[index]!, nowMs, included[index]!));
  }

  private told(
    app: string,
    watched: Watched,
    { rateHz }: RateEstimated,
    atMs: number,
    included: readonly InboundRecord[],
  ): void {
    for (const record of included) record.release();
    watched.told = { rateHz, atMs };
    this.ports.events.counted('estimates');
    if (atMs - watched.lastArrivalAtMs > this.config.forgetMs) this.watched.delete(app);
  }

  private isDue({ rate, told, records }: Watched, nowMs: number): boolean {
    const { rateHz, windowSeconds } = rate.estimate();
    if (windowSeconds === 0) return false;
    if (told === null || nowMs - told.atMs >= this.config.repeatMs) return true;
    return records.length > 0 && Math.abs(rateHz - told.rateHz) > this.config.notableChange * told.rateHz;
  }

  private take(counted: ArrivalCounted, record: InboundRecord): void {
    const nowMs = this.ports.clock.monotonicMs();
    const watched = this.watched.get(counted.app) ?? this.watch(counted.app, record.partition, nowMs);
    if (watched === null) {
      record.release();
      return;
    }
    watched.partition = record.partition;
    const fresh = watched.counted.take(counted.partition, counted);
    watched.rate.advance(nowMs);
    watched.rate.arrived(counted.count * fresh);
    watched.lastArrivalAtMs = nowMs;
    watched.records.push(record);
    this.ports.events.counted('arrivals', counted.count * fresh);
  }

  private watch(app: string, partition: number, nowMs: number): Watched | null {
    if (this.watched.size >= limits.maxApps) return null;
    const prior = this.lastTold.get(app);
    const sincePriorMs = prior === undefined ? 0 : this.ports.clock.nowMs() - prior.estimatedAtMs;
    const beginsAtMs = nowMs - Math.max(sincePriorMs, this.config.tickMs);
    const watched: Watched = {
      partition,
      rate: new AppRate(this.config.smoothing, beginsAtMs, prior),
      counted: new CountedRanges(),
      records: [],
      lastArrivalAtMs: nowMs,
      told: null,
    };
    this.watched.set(app, watched);
    return watched;
  }

  private ignored({ topic, key, offset }: InboundRecord, fault: string): void {
    this.ports.events.fault('a record was ignored', fault, { topic, key, offset });
  }
}

/** What is wrong with the range of a count, or null. */
function rangeFault({ firstOffset, lastOffset, count }: ArrivalCounted): string | null {
  const offsets = lastOffset - firstOffset + 1;
  if (offsets > mostOffsets)
    return `/lastOffset: from firstOffset on there are ${offsets} offsets; at most ${mostOffsets} are taken`;
  if (count > offsets) return '/count: it is more than there are offsets from firstOffset to lastOffset';
  return null;
}

const estimateOf = (
  app: string,
  { rateHz, standardErrorHz, windowSeconds }: Estimate,
  nowMs: number,
): RateEstimated => ({
  app,
  rateHz: Math.min(rateHz, limits.maxRateHz),
  standardErrorHz: Math.min(standardErrorHz, limits.maxRateHz),
  windowSeconds,
  estimatedAtMs: nowMs,
});
