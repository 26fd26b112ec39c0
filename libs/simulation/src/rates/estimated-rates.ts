import { topics, type ArrivalCounted, type RateEstimated } from '@harmonybatch/contracts';
import { VirtualClock } from '@harmonybatch/memory';
import { RateEstimator, rateEstimatorDefaults } from '@harmonybatch/pipeline';
import { Publisher, type InboundRecord, type OutboundRecord } from '@harmonybatch/ports';
import { SimulatedEvents } from '../run/simulated-events';

/** A rate as the rate estimator knows it at the end of what it was told. */
export type EstimatedRate = Pick<RateEstimated, 'rateHz' | 'standardErrorHz' | 'windowSeconds'>;

/** Ingest hands counts over several times a second; the estimator publishes once a second. */
const countsEveryMs = rateEstimatorDefaults.tickMs;
const noRelease = (): void => undefined;

/**
 * What the rate estimator of the services would say of these arrivals at the end of the window: it is that one, on a clock that runs
 * through the window.
 * @param arrivals ms since the window began, ascending, of each app that is to be known by its index
 * @param windowMs length of the window
 * @returns one rate an app, in their order
 */
export async function estimatedRates(
  arrivals: readonly Float64Array[],
  windowMs: number,
): Promise<readonly EstimatedRate[]> {
  const clock = new VirtualClock(0);
  const publisher = new LatestRates();
  const estimator = new RateEstimator({ publisher, clock, events: new SimulatedEvents() });
  arrivals.forEach((_, app) => estimator.seed(watchedSince(app)));
  const counters = arrivals.map((times, app) => new ArrivalCounter(app, times));
  for (let atMs = countsEveryMs; atMs < windowMs + countsEveryMs; atMs += countsEveryMs) {
    const nowMs = Math.min(atMs, windowMs);
    await clock.advance(nowMs - clock.nowMs());
    await estimator.count(counters.flatMap((counter) => counter.upTo(nowMs) ?? []));
    await estimator.tick();
  }
  return arrivals.map((_, app) => publisher.rateOf(app));
}

const nameOf = (app: number): string => `app${app}`;

/** Without this an app counts as watched from its first request on, and one that sends rarely seems to send often. */
const watchedSince = (app: number): InboundRecord =>
  recordOf(topics.rateEstimated.name, 0, {
    app: nameOf(app),
    rateHz: 0,
    standardErrorHz: 0,
    windowSeconds: 0,
    estimatedAtMs: 0,
  });

function recordOf(topic: string, offset: number, value: RateEstimated | ArrivalCounted): InboundRecord {
  const text = Buffer.from(JSON.stringify(value));
  return { topic, partition: 0, offset, key: value.app, value: text, headers: {}, timestampMs: 0, release: noRelease };
}

/** Counts the arrivals of one app as ingest does: ranges of offsets of a partition. */
class ArrivalCounter {
  private counted = 0;

  constructor(
    private readonly app: number,
    private readonly times: Float64Array,
  ) {}

  /** What arrived since the last call; undefined where nothing did. */
  upTo(atMs: number): InboundRecord | undefined {
    const { times, counted: first } = this;
    while (this.counted < times.length && times[this.counted]! <= atMs) this.counted += 1;
    if (this.counted === first) return undefined;
    return recordOf(topics.arrivalCounted.name, first, {
      app: nameOf(this.app),
      partition: this.app,
      firstOffset: first,
      lastOffset: this.counted - 1,
      count: this.counted - first,
      firstArrivedAtMs: times[first]!,
      lastArrivedAtMs: times[this.counted - 1]!,
    });
  }
}

/** Keeps the last estimate of each app. */
class LatestRates extends Publisher {
  private readonly byApp = new Map<string, EstimatedRate>();

  override async publish(records: readonly OutboundRecord[]): Promise<void> {
    for (const { key, value } of records)
      if (key !== null) this.byApp.set(key, JSON.parse(String(value)) as EstimatedRate);
  }

  rateOf(app: number): EstimatedRate {
    return this.byApp.get(nameOf(app)) ?? { rateHz: 0, standardErrorHz: 0, windowSeconds: 0 };
  }
}
