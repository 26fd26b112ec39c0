import { topics, type RateEstimated } from '@harmonybatch/contracts';
import { RateEstimator } from '@harmonybatch/pipeline';
import {
  FakePublisher,
  ManualClock,
  inboundRecord,
  RecordedEvents,
  type FakeRecord,
} from '../../../ports/test/fake-ports';

const counted = topics.arrivalCounted.name;

function setUp() {
  const [publisher, clock] = [new FakePublisher(), new ManualClock()];
  const estimator = new RateEstimator({ publisher, clock, events: new RecordedEvents() });
  const told = () => publisher.values<RateEstimated>(topics.rateEstimated.name);
  return { estimator, publisher, clock, told };
}

function countOf(app: string, firstOffset: number, lastOffset: number, count: number, partition = 0): FakeRecord {
  const arrived = { firstArrivedAtMs: 1, lastArrivedAtMs: 1 };
  return inboundRecord(
    counted,
    { app, partition: 0, firstOffset, lastOffset, count, ...arrived },
    { partition, offset: firstOffset },
  );
}

it('tells a rate and gives up the counts that are in it', async () => {
  const { estimator, clock, told } = setUp();
  const record = countOf('photos', 0, 9, 10);
  await estimator.count([record]);
  expect(record.released).toBe(false);
  await clock.advance(1_000);
  await estimator.tick();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({ app: 'photos' });
  expect(told()[0]!.rateHz).toBeGreaterThan(3);
  expect(record.released).toBe(true);
});

it('counts a range that is read again once', async () => {
  const { estimator, clock, told } = setUp();
  await estimator.count([countOf('photos', 0, 9, 10), countOf('photos', 0, 9, 10), countOf('photos', 5, 14, 10)]);
  await clock.advance(1_000);
  await estimator.tick();
  const once = setUp();
  await once.estimator.count([countOf('photos', 0, 9, 10), countOf('photos', 10, 14, 5)]);
  await once.clock.advance(1_000);
  await once.estimator.tick();
  expect(told()[0]!.rateHz).toBeCloseTo(once.told()[0]!.rateHz, 12);
});

it('keeps the counts where the rate could not be told', async () => {
  const { estimator, clock, publisher, told } = setUp();
  const record = countOf('photos', 0, 9, 10);
  await estimator.count([record]);
  publisher.failures = 1;
  await clock.advance(1_000);
  await estimator.tick();
  expect([record.released, told().length]).toEqual([false, 0]);
  await clock.advance(1_000);
  await estimator.tick();
  expect([record.released, told().length]).toEqual([true, 1]);
});

it('begins where another replica stopped', async () => {
  const { estimator, clock, told } = setUp();
  const prior: RateEstimated = {
    app: 'photos',
    rateHz: 10,
    standardErrorHz: 0.4,
    windowSeconds: 40,
    estimatedAtMs: clock.nowMs(),
  };
  estimator.seed(inboundRecord(topics.rateEstimated.name, prior, { key: 'photos' }));
  await estimator.count([countOf('photos', 0, 9, 10)]);
  await clock.advance(1_000);
  await estimator.tick();
  expect(told()[0]!.rateHz).toBeCloseTo(10, 0);
});

it('leaves an app to the replica that its counts go to now', async () => {
  const { estimator, clock, told } = setUp();
  await estimator.count([countOf('photos', 0, 9, 10, 3), countOf('search', 0, 9, 10, 4)]);
  estimator.retainOwned((partition) => partition === 4);
  await clock.advance(1_000);
  await estimator.tick();
  expect(told().map(({ app }) => app)).toEqual(['search']);
});

it('buries what is no count', async () => {
  const { estimator, publisher } = setUp();
  const bad = [
    inboundRecord(counted, '{"app":'),
    inboundRecord(counted, null),
    countOf('photos', 9, 0, 1),
    countOf('photos', 0, Number.MAX_SAFE_INTEGER, 1),
    countOf('photos', 0, 0, -1),
  ];
  await estimator.count(bad);
  expect(publisher.records.map(({ topic }) => topic)).toEqual(bad.map(() => `${counted}.dead`));
  expect(bad.every(({ released }) => released)).toBe(true);
});

describe('a clock that is set', () => {
  /** The wall clock of this one may be set; time itself goes on. */
  class SetClock extends ManualClock {
    aheadMs = 0;
    override nowMs(): number {
      return super.nowMs() + this.aheadMs;
    }
  }

  it.each([-60_000, -600_000, 60_000, 600_000])('by %i ms changes no rate', async (byMs) => {
    const [publisher, clock] = [new FakePublisher(), new SetClock()];
    const estimator = new RateEstimator({ publisher, clock, events: new RecordedEvents() });
    for (let second = 0; second < 240; second += 1) {
      if (second === 120) clock.aheadMs = byMs;
      const arrived = { firstArrivedAtMs: clock.nowMs(), lastArrivedAtMs: clock.nowMs() };
      const range = { partition: 0, firstOffset: 50 * second, lastOffset: 50 * second + 49, count: 50 };
      await estimator.count([inboundRecord(counted, { app: 'photos', ...range, ...arrived }, { offset: second })]);
      await clock.advance(1_000);
      await estimator.tick();
    }
    const last = publisher.values<RateEstimated>(topics.rateEstimated.name).at(-1)!;
    expect(last.rateHz).toBeGreaterThan(45);
    expect(last.rateHz).toBeLessThan(55);
  });
});

it('counts arrivals of a log that was made anew, though their offsets were counted before', async () => {
  const { estimator, clock, told } = setUp();
  const range = { app: 'photos', partition: 0, firstOffset: 0, lastOffset: 9, count: 10 };
  const first = { ...range, firstArrivedAtMs: 1_000, lastArrivedAtMs: 2_000 };
  const anew = { ...range, firstArrivedAtMs: 3_000, lastArrivedAtMs: 4_000 };
  await estimator.count([inboundRecord(counted, first), inboundRecord(counted, first), inboundRecord(counted, anew)]);
  await clock.advance(1_000);
  await estimator.tick();
  const twice = setUp();
  await twice.estimator.count([countOf('photos', 0, 19, 20)]);
  await twice.clock.advance(1_000);
  await twice.estimator.tick();
  expect(told()[0]!.rateHz).toBeCloseTo(twice.told()[0]!.rateHz, 12);
});
