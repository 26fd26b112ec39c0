import { topics, type RateEstimated } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { RateEstimator } from '@harmonybatch/pipeline';
import { utf8Text, type InboundRecord } from '@harmonybatch/ports';
import { hostileRecords } from '../../../contracts/test/support/hostile-records';
import { examples } from '../../../contracts/test/examples';
import { ManualClock, inboundRecord } from '../../../ports/test/fake-ports';
import { deadLetterOf, NotedEvents, WatchedPublisher, WatchedRecords, wellMeant } from './watched-log';

const topic = topics.arrivalCounted;
const seedTopic = topics.rateEstimated;
const good = { ...examples['arrival.counted'], app: 'after' };

function setUp() {
  const [publisher, clock, events] = [new WatchedPublisher(), new ManualClock(), new NotedEvents()];
  const estimator = new RateEstimator({ publisher, clock, events });
  estimator.start();
  const told = (): RateEstimated[] => publisher.values<RateEstimated>(seedTopic.name);
  const isTold = ({ value }: InboundRecord): boolean => {
    const { app } = JSON.parse(utf8Text(value!)!) as { app: string };
    return told().some((rate) => rate.app === app);
  };
  const read = new WatchedRecords(
    topic.name,
    (record) => deadLetterOf(publisher, record) !== undefined || isTold(record),
  );
  return { estimator, publisher, clock, events, read, told };
}

it('buries what it cannot read, and tells readable rates of the rest, whatever was told before', async () => {
  const counts = fc.array(hostileRecords(topic.value, { words: ['doors', 'after'], keyField: 'app' }), {
    minLength: 1,
    maxLength: 4,
  });
  const seeds = fc.array(hostileRecords(seedTopic.value, { words: ['doors', 'after'], keyField: 'app' }), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(counts, seeds, async (hostile, priors) => {
      const { estimator, publisher, clock, read, told } = setUp();
      for (const prior of priors) estimator.seed({ ...inboundRecord(seedTopic.name, null), ...prior });
      for (const one of hostile) read.add(one);
      read.add(wellMeant(good, 'after'));
      await estimator.count(read.all);
      await clock.advance(12_000);
      await estimator.stop();
      expect([read.open(), read.tooEarly, publisher.unreadable]).toEqual([[], [], []]);
      expect(told().map(({ app }) => app)).toContain('after');
    }),
    { seed: 20240617, numRuns: 250 },
  );
});

it.each([
  [
    'under the name of another',
    { key: 'after', value: { ...examples['rate.estimated'], app: 'doors', rateHz: 9_999 } },
  ],
  ['that is no rate', { key: 'after', value: 'garbage' }],
])('lets no record %s touch what is known of an app', async (_what, { key, value }) => {
  const { estimator, clock, read, told, events } = setUp();
  const known = { app: 'after', rateHz: 50, standardErrorHz: 1, windowSeconds: 600, estimatedAtMs: clock.nowMs() };
  estimator.seed(inboundRecord(seedTopic.name, known, { key: 'after' }));
  estimator.seed(inboundRecord(seedTopic.name, value, { key }));
  read.add(wellMeant(good, 'after'));
  await estimator.count(read.all);
  await clock.advance(1_500);
  await estimator.stop();
  expect(told()[0]?.rateHz).toBeCloseTo(50, -1);
  expect(events.faults).toHaveLength(1);
});

it('counts no more arrivals than a range has offsets', async () => {
  const { estimator, publisher, read } = setUp();
  const record = read.add(wellMeant({ ...good, firstOffset: 0, lastOffset: 9, count: 11 }, 'after'));
  await estimator.count(read.all);
  await estimator.stop();
  expect(deadLetterOf(publisher, record)).toBeDefined();
});
