import { topics, type BatchReady, type InferenceAccepted } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { Batcher, PlanBoard } from '@harmonybatch/pipeline';
import { utf8Text } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { hostileRecords } from '../../../contracts/test/support/hostile-records';
import { examples } from '../../../contracts/test/examples';
import { ManualClock, inboundRecord } from '../../../ports/test/fake-ports';
import { deadLetterOf, NotedEvents, WatchedPublisher, WatchedRecords, wellMeant } from './watched-log';

const topic = topics.inferenceAccepted;
const startMs = 1_800_000_000_000;
const plan = examples['plan.published']!;
const request = { ...examples['inference.accepted'], arrivedAtMs: startMs, deadlineMs: startMs + 200 };
/** No request may be held longer than twice the longest SLO. */
const longestHoldMs = 1_200_000;

const anywhere = hostileRecords(topic.value, { words: ['doors', 'resnet'] });
/** Past the first checks, and soon due. */
const planned = hostileRecords(topic.value, {
  words: ['doors', 'resnet'],
  over: { app: 'doors', model: 'resnet', arrivedAtMs: startMs, deadlineMs: startMs + 150 },
});

async function setUp() {
  const [publisher, clock, events, board] = [
    new WatchedPublisher(),
    new ManualClock(),
    new NotedEvents(),
    new PlanBoard(),
  ];
  expect(board.apply(inboundRecord(topics.planPublished.name, plan, { key: 'resnet' }))).toBeNull();
  const randomness = new SeededRandomness(7);
  const batcher = new Batcher({ store: new MemoryBatchStore(randomness), publisher, clock, randomness, events }, board);
  batcher.start();
  return { batcher, publisher, clock, events };
}

it('buries what it cannot read, and batches what comes behind it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anywhere, planned), { minLength: 1, maxLength: 4 }), async (hostile) => {
      const { batcher, publisher, clock } = await setUp();
      const emitted = (): Set<string> =>
        new Set(
          publisher
            .values<BatchReady>(topics.batchReady.name)
            .flatMap((batch) => batch.requests.map((one) => one.identity)),
        );
      const read = new WatchedRecords(
        topic.name,
        (record) => deadLetterOf(publisher, record) !== undefined || emitted().has(identityOf(record.value)),
      );
      for (const one of hostile) read.add(one);
      read.add(wellMeant({ ...request, identity: 'f'.repeat(32) }));
      await batcher.accept(read.all);
      await clock.advance(2_000);
      await batcher.stop();
      expect([read.tooEarly, publisher.unreadable]).toEqual([[], []]);
      expect(emitted()).toContain('f'.repeat(32));
      for (const record of read.all.filter(({ offset }) => read.open().includes(offset))) {
        const { deadlineMs } = JSON.parse(utf8Text(record.value!)!) as InferenceAccepted;
        expect(deadlineMs - startMs).toBeLessThanOrEqual(longestHoldMs);
        expect(deadlineMs - startMs).toBeGreaterThan(1_000);
      }
    }),
    { seed: 20240617, numRuns: 250 },
  );
});

it.each([
  ['deep inputs', `{"inputs":${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ['inputs beyond any number', '{"inputs":1e999'],
  ['inputs that no batch can carry', `{"inputs":"${'x'.repeat(3_500_000)}"`],
  ['a deadline in a thousand years', `{"inputs":1,"deadlineMs":${startMs + 3e13}`],
])('buries %s: a batch with it would never leave', async (_what, head) => {
  const { batcher, publisher, clock } = await setUp();
  const read = new WatchedRecords(topic.name, () => true);
  const others = Object.entries(request).filter(([key]) => !head.includes(`"${key}"`));
  const fields = JSON.stringify(Object.fromEntries(others));
  const record = read.add({ ...wellMeant(null), value: Buffer.from(`${head},${fields.slice(1)}`) });
  await batcher.accept(read.all);
  await clock.advance(1_000);
  expect([read.open(), publisher.of(topics.batchReady.name)]).toEqual([[], []]);
  expect(deadLetterOf(publisher, record)).toBeDefined();
});

function identityOf(value: Buffer | null): string {
  return (JSON.parse(utf8Text(value!)!) as InferenceAccepted).identity;
}
