import { batcherMetrics, noGroup } from '@harmonybatch/telemetry';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const [shared, lone] = ['1'.repeat(16), '2'.repeat(16)];
const plan = planOf([
  { id: shared, apps: { photos: 300, search: 600 }, batchSize: 3 },
  { id: lone, apps: { mail: 200 }, batchSize: 8 },
]);

/** A batcher alone: what it writes is not run. */
function batching() {
  const world = new PipelineWorld();
  world.publishPlan(plan);
  const batcher = world.batcher();
  world.log.consume('inference.accepted', (records) => batcher.accept(records));
  return { world, events: world.events };
}

it('tells why batches left, and how large they were', async () => {
  const { world, events } = batching();
  await world.request('mail', 'm1');
  await world.request('search', 's1');
  await world.clock.advance(100);
  await world.request('photos', 'p1');
  await world.clock.advance(50);
  await world.request('photos', 'p2'); // the third of its group: full
  await world.request('search', 'late', { deadlineMs: world.clock.nowMs() + 20 });
  await world.clock.advance(500);

  const emitted = (reason: string) => events.countOf(batcherMetrics.emitted, { model, reason });
  expect(['full', 'deadline', 'late', 'unplanned'].map(emitted)).toEqual([1, 1, 1, 0]);
  expect(events.valuesOf(batcherMetrics.batchSize, { group: shared }).sort()).toEqual([1, 3]);
  expect(events.valuesOf(batcherMetrics.batchSize, { group: lone })).toEqual([1]);
});

it('tells of requests that no plan serves', async () => {
  const { world, events } = batching();
  await world.request('nobody', 'n1', { deadlineMs: world.clock.nowMs() + 400 });
  await world.clock.advance(2_000);
  expect(events.countOf(batcherMetrics.withoutPlan, { model })).toBe(1);
  expect(events.countOf(batcherMetrics.emitted, { model, reason: 'unplanned' })).toBe(1);
  expect(events.valuesOf(batcherMetrics.batchSize, { group: noGroup })).toEqual([1]);
});

it('tells what waits, and for how long the oldest has, until it has left', async () => {
  const { world, events } = batching();
  const now = async () => ({
    buffered: await events.readingOf(batcherMetrics.buffered),
    oldestSeconds: (await events.readingOf(batcherMetrics.oldestWait)).map(({ value }) => value),
  });
  expect(await now()).toEqual({ buffered: [{ labels: { model }, value: 0 }], oldestSeconds: [0] });
  await world.request('search', 's1');
  await world.clock.advance(100);
  await world.request('photos', 'p1');
  await world.request('audio', 'a1', { model: 'wav2vec' });
  await world.clock.advance(50);
  const { buffered, oldestSeconds } = await now();
  expect(buffered).toEqual([
    { labels: { model }, value: 2 },
    { labels: { model: 'wav2vec' }, value: 1 },
  ]);
  expect(oldestSeconds).toEqual([expect.closeTo(0.15, 2), expect.closeTo(0.05, 2)]);
  await world.clock.advance(5_000);
  expect((await now()).buffered[0]).toEqual({ labels: { model }, value: 0 });
  expect((await now()).oldestSeconds[0]).toBe(0);
});
