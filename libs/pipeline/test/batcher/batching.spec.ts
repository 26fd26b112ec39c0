import { topics, type BatchReady } from '@harmonybatch/contracts';
import { PipelineWorld, planOf } from '../pipeline-world';

const oneGroup = planOf([{ apps: { app1: 300, app2: 600 }, batchSize: 3 }]);
const batches = (world: PipelineWorld): BatchReady[] => world.log.values<BatchReady>(topics.batchReady.name);
const idsOf = (batch: BatchReady | undefined): string[] => batch?.requests.map(({ id }) => id).sort() ?? [];

describe('a batch', () => {
  it('leaves when it is full, and every request gets its own answer', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const { accepted, ready } = world.wire();
    for (const id of ['a', 'b', 'c']) await world.request('app1', id);
    await world.clock.advance(10);
    expect(batches(world).map((batch) => [batch.reason, idsOf(batch)])).toEqual([['size', ['a', 'b', 'c']]]);
    await world.clock.advance(500);
    const answers = world.outcomes().map(({ id, outputs, batch }) => [id, outputs, batch?.size]);
    expect(answers.sort()).toEqual([
      ['a', { of: 'a' }, 3],
      ['b', { of: 'b' }, 3],
      ['c', { of: 'c' }, 3],
    ]);
    expect([accepted.committed, ready.committed]).toEqual([3, 1]);
  });

  it('leaves at the earliest of its deadlines, not before', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    world.wire();
    await world.request('app2', 'patient');
    await world.clock.advance(100);
    await world.request('app1', 'hasty');
    await world.clock.advance(299);
    expect(batches(world)).toEqual([]);
    await world.clock.advance(2);
    expect(batches(world).map((batch) => [batch.reason, idsOf(batch)])).toEqual([['deadline', ['hasty', 'patient']]]);
  });

  it('is shared by two batchers, and both give their offsets up', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const [one, other] = [world.batcher(), world.batcher()];
    const takers = [one, other, one];
    let turn = 0;
    const consumer = world.log.consume(topics.inferenceAccepted.name, (records) => takers[turn++ % 3]!.accept(records));
    for (const id of ['a', 'b', 'c']) {
      await world.request('app1', id);
      await world.clock.advance(5);
    }
    await world.clock.advance(1_000);
    expect(batches(world).map(idsOf)).toEqual([['a', 'b', 'c']]);
    expect([one.heldCount, other.heldCount, consumer.committed]).toEqual([0, 0, 3]);
  });

  it('is not hurried by a request that is too late: that one goes alone and expires', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    world.wire();
    await world.request('app2', 'waiting');
    await world.request('app2', 'late', { deadlineMs: world.clock.nowMs() + 20 });
    await world.clock.advance(50);
    expect(batches(world).map((batch) => [batch.reason, idsOf(batch)])).toEqual([['late', ['late']]]);
    await world.clock.advance(2_000);
    expect(world.answers()).toEqual(['late expired', 'waiting ok']);
  });

  it('is shared by many that come too late together', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const ids = Array.from({ length: 40 }, (_, index) => `late${index}`);
    for (const id of ids) await world.request('app2', id, { deadlineMs: world.clock.nowMs() + 20 });
    world.wire();
    await world.clock.advance(50);
    expect(batches(world).map(({ reason, requests }) => [reason, requests.length])).toEqual([
      ['late', 32],
      ['late', 8],
    ]);
    await world.clock.advance(2_000);
    expect(world.answers()).toEqual(ids.map((id) => `${id} expired`).sort());
  });

  it('that comes too late is run all the same for an app that says so', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    world.wire();
    await world.request('app2', 'late', { deadlineMs: world.clock.nowMs() + 20, whenLate: 'serve' });
    await world.clock.advance(1_000);
    expect(world.answers()).toEqual(['late ok']);
  });

  it('waits for no plan where too many do: the one that waits longest gives way', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    world.wire({}, { maxUnplanned: 2 });
    for (const id of ['first', 'second', 'third']) await world.request('nobody', id);
    await world.clock.advance(300);
    expect(world.answers()).toEqual(['first expired']);
    world.publishPlan(planOf([{ apps: { nobody: 100 }, batchSize: 2 }]));
    await world.clock.advance(1_000);
    expect(world.answers()).toEqual(['first expired', 'second ok', 'third ok']);
  });

  it('waits for a plan that names its app, or expires without one', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const { accepted } = world.wire();
    await world.request('newcomer', 'early');
    await world.request('nobody', 'never');
    await world.clock.advance(400);
    world.publishPlan(planOf([{ apps: { newcomer: 100 }, batchSize: 2 }]));
    await world.clock.advance(3_000);
    expect(world.answers()).toEqual(['early ok', 'never expired']);
    expect(world.outcomes().find(({ id }) => id === 'never')?.error?.code).toBe('no_plan');
    expect(accepted.committed).toBe(2);
  });

  it('of a group that a re-plan dropped drains by its own timeout to its own function', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    world.wire();
    await world.request('app2', 'before');
    await world.clock.advance(50);
    world.publishPlan(planOf([{ id: '1'.repeat(16), apps: { app1: 10, app2: 20 }, batchSize: 3 }]));
    await world.request('app2', 'after');
    await world.clock.advance(1_000);
    const routes = batches(world).map((batch) => [idsOf(batch), batch.group?.functionName]);
    expect(routes).toEqual([
      [['after'], `hb-${'1'.repeat(16)}`],
      [['before'], `hb-${'0'.repeat(16)}`],
    ]);
    expect(world.answers()).toEqual(['after ok', 'before ok']);
  });
});

describe('a request survives', () => {
  it('the loss of the store: everything held is pushed again', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const { accepted } = world.wire();
    await world.request('app2', 'a');
    await world.request('app2', 'b');
    await world.clock.advance(50);
    world.store.wipe();
    await world.clock.advance(3_000);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
    expect(accepted.committed).toBe(2);
  });

  it('a restart of its batcher: read again, one outcome', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const { batcher, accepted } = world.wire();
    await world.request('app2', 'a');
    await world.clock.advance(50);
    void batcher.stop();
    expect(accepted.committed).toBe(0);
    const next = world.batcher();
    accepted.restart((records) => next.accept(records));
    await accepted.deliver();
    await world.clock.advance(3_000);
    expect(world.answers()).toEqual(['a ok']);
    expect(accepted.committed).toBe(1);
  });

  it('a batcher that died between leasing and writing its batch: another one writes it', async () => {
    const world = new PipelineWorld();
    world.publishPlan(oneGroup);
    const { batcher } = world.wire();
    for (const id of ['a', 'b', 'c']) await world.request('app1', id, { deadlineMs: world.clock.nowMs() + 5_000 });
    const writable = world.log.failure;
    await world.clock.advance(0);
    world.log.failure = new Error('no broker');
    await world.clock.advance(20);
    void batcher.stop();
    world.log.failure = writable;
    world.batcher();
    await world.clock.advance(4_000);
    expect(world.answers()).toEqual(['a ok', 'b ok', 'c ok']);
  });
});

it('a record that is no request becomes a dead letter and blocks nothing', async () => {
  const world = new PipelineWorld();
  world.publishPlan(oneGroup);
  const { accepted } = world.wire();
  await world.log.publish([{ topic: topics.inferenceAccepted.name, key: null, value: '{"app": 1}' }]);
  await world.request('app1', 'next');
  await world.clock.advance(2_000);
  expect(world.answers()).toEqual(['next ok']);
  expect(world.log.values(`${topics.inferenceAccepted.name}.dead`)).toEqual([{ app: 1 }]);
  expect(accepted.committed).toBe(2);
});
