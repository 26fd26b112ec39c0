import {
  identityOfId,
  recordOf,
  topics,
  type BatchReady,
  type BatchExecuted,
  type InferenceAccepted,
} from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/ports';
import type { FunctionScript } from '@harmonybatch/memory';
import { batchStoreMetrics, dispatcherMetrics } from '@harmonybatch/telemetry';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const plan = planOf([{ apps: { app1: 300 }, batchSize: 2 }]);
const fails =
  (result: InvocationResult): FunctionScript =>
  () =>
    result;

async function answeredBy(script: FunctionScript): Promise<PipelineWorld> {
  const world = new PipelineWorld(script);
  world.publishPlan(plan);
  world.wire();
  await world.request('app1', 'a');
  await world.request('app1', 'b');
  await world.clock.advance(5_000);
  return world;
}

/** A batch of the same name every time, of requests of one app that arrived at the same time. */
async function publishBatch(world: PipelineWorld, ids: readonly string[]): Promise<void> {
  const [arrivedAtMs, batchId] = [new PipelineWorld().clock.nowMs(), 'f'.repeat(32)];
  const requests = ids.map((id): InferenceAccepted => ({
    identity: identityOfId('app1', '', id),
    id,
    app: 'app1',
    model,
    arrivedAtMs,
    deadlineMs: arrivedAtMs + 60_000,
    sloMs: 60_000,
    whenLate: 'expire',
    inputs: 1,
  }));
  const { group } = world.board.routeOf(model, 'app1', requests[0]!.identity)!;
  const batch: BatchReady = { batchId, model, reason: 'deadline', readyAtMs: arrivedAtMs, group, requests };
  await world.log.publish([recordOf(topics.batchReady, batch)]);
}

const errors = (world: PipelineWorld): unknown[] =>
  world.outcomes().map(({ id, status, error }) => [id, status, error?.code, error?.retryable]);

describe('what a function does becomes the outcome', () => {
  it.each<[string, InvocationResult, string]>([
    ['it fails', { kind: 'function_error', message: 'out of memory' }, 'function_failed'],
    ['it does not answer', { kind: 'timeout', message: 'after 60 s' }, 'function_timeout'],
    [
      'it cannot be reached',
      { kind: 'unavailable', code: 'X', message: 'no', retryable: true },
      'function_unavailable',
    ],
    ['its answer is no JSON', { kind: 'answered', body: 'oops' }, 'unreadable_answer'],
    ['its answer has no items', { kind: 'answered', body: '{}' }, 'unreadable_answer'],
    ['it forgets the items', { kind: 'answered', body: '{"items":[]}' }, 'no_result'],
  ])('%s', async (_what, result, code) => {
    const world = await answeredBy(fails(result));
    expect(errors(world)).toEqual([
      ['a', 'error', code, true],
      ['b', 'error', code, true],
    ]);
  });

  it('an error of one item fails that item alone, and answers come in any order', async () => {
    const world = await answeredBy(({ body }) => {
      const [first, second] = body.items;
      const items = [
        { id: second!.id, outputs: 42 },
        { id: 'unknown', outputs: 0 },
        { id: first!.id, error: { code: 'bad_pixels', message: 'not an image' } },
      ];
      return { kind: 'answered', body: JSON.stringify({ items }) };
    });
    expect(errors(world)).toEqual([
      ['a', 'error', 'bad_pixels', false],
      ['b', 'ok', undefined, undefined],
    ]);
  });

  it('the observation of the invocation carries latency and money', async () => {
    const world = await answeredBy(({ body }) => ({
      kind: 'answered',
      body: JSON.stringify({ items: body.items.map(({ id }) => ({ id, outputs: 1 })) }),
      platformDurationMs: 90,
    }));
    const [executed] = world.log.values<BatchExecuted>(topics.batchExecuted.name);
    // One GPU second of 2 GB, 0.7 vCPU and 0.5 GB, and one invocation.
    const amount = 2 * 0.00011 + 0.7 * 0.00009 + 0.5 * 0.000009 + 0.9e-6;
    expect(executed).toMatchObject({ size: 2, latencyMs: 100, platformDurationMs: 90, status: 'ok' });
    expect(executed?.cost?.amount).toBeCloseTo(amount, 12);
    expect(world.outcomes()[0]?.cost?.amount).toBeCloseTo(amount / 2, 12);
  });
});

describe('a claim', () => {
  it('keeps a second dispatcher from running the batch; it gives the offset up once the first is done', async () => {
    const world = new PipelineWorld(undefined, 2_500);
    world.publishPlan(plan);
    const { ready } = world.wire();
    await world.request('app1', 'a', { deadlineMs: world.clock.nowMs() + 60_000 });
    await world.clock.advance(1_000);
    const second = world.dispatcher();
    const other = world.log.consume(topics.batchReady.name, (records) => second.accept(records));
    await world.clock.advance(10_000);
    expect(world.functions.invocations).toHaveLength(1);
    expect(world.answers()).toEqual(['a ok']);
    expect([ready.committed, other.committed]).toEqual([1, 1]);
  });

  it('is renewed as soon as any batch finds that the store lost its memory', async () => {
    const world = new PipelineWorld(undefined, 900);
    world.publishPlan(plan);
    world.wire();
    await world.request('app1', 'a', { deadlineMs: world.clock.nowMs() + 60_000 });
    await world.clock.advance(350);
    expect(world.functions.invocations).toHaveLength(1);
    world.store.wipe();
    await world.request('app1', 'b', { deadlineMs: world.clock.nowMs() + 60_000 });
    await world.clock.advance(350);
    expect(world.functions.invocations).toHaveLength(2);
    const second = world.dispatcher();
    world.log.consume(topics.batchReady.name, (records) => second.accept(records));
    await world.clock.advance(10_000);
    expect(world.functions.invocations).toHaveLength(2);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
  });

  it('is not needed for a batch that is read again after it was answered, though the store was not told', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    world.store.done = () => Promise.reject(new Error('no store'));
    const { ready, dispatcher } = world.wire();
    await world.request('app1', 'a');
    await world.clock.advance(3_000);
    ready.restart((records) => dispatcher.accept(records), 0);
    await ready.resume();
    await world.clock.advance(10_000);
    expect(world.functions.invocations).toHaveLength(1);
    expect([world.answers(), ready.committed]).toEqual([['a ok'], 1]);
  });

  it('that was left behind runs out, and another dispatcher runs the batch', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    const identity = identityOfId('app1', '', 'a');
    const nowMs = world.clock.nowMs();
    await world.store.settle(model, { batchId: 'dead', ids: [identity], owner: 'dead', nowMs, leaseMs: 3_000 });
    world.wire();
    await publishBatch(world, ['a']);
    await world.clock.advance(2_900);
    expect(world.outcomes()).toEqual([]);
    await world.clock.advance(2_000);
    expect(world.answers()).toEqual(['a ok']);
    expect(world.events.countOf(dispatcherMetrics.claimsTakenOver, { model })).toBe(1);
  });

  it('is asked for again where it ran out before the outcomes could be written', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    world.wire();
    await world.request('app1', 'a');
    await world.clock.advance(400);
    world.log.failure = new Error('no broker');
    await world.clock.advance(8_000);
    expect(world.outcomes()).toEqual([]);
    world.log.failure = null;
    await world.clock.advance(5_000);
    expect(world.answers()).toEqual(['a ok']);
    expect(world.functions.invocations).toHaveLength(1);
  });

  it('that was lost while the function ran writes nothing that another wrote meanwhile', async () => {
    const world = new PipelineWorld(undefined, 2_500);
    world.publishPlan(plan);
    const { ready } = world.wire();
    await world.request('app1', 'a', { deadlineMs: world.clock.nowMs() + 60_000 });
    await world.clock.advance(1_000);
    await world.store.done(model, [identityOfId('app1', '', 'a')], world.clock.nowMs());
    await world.clock.advance(10_000);
    expect(world.functions.invocations).toHaveLength(1);
    expect(world.outcomes()).toEqual([]);
    expect(ready.committed).toBe(1);
  });

  it('is not waited for where the store does not answer', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    world.wire();
    world.store.settle = () => Promise.reject(new Error('down'));
    await world.request('app1', 'a');
    await world.clock.advance(2_000);
    expect(world.answers()).toEqual(['a ok']);
    expect(world.events.countOf(batchStoreMetrics.failures)).toBeGreaterThan(0);
  });
});

describe('a batch that comes again with other requests under its name', () => {
  const invoked = (world: PipelineWorld): string[] =>
    world.functions.invocations.flatMap(({ body }) => body.items.map(({ inputs }) => String(inputs)));

  it.each([
    ['more', ['a'], ['a', 'b']],
    ['fewer, and one more', ['a', 'b'], ['b', 'c']],
  ])('%s: each is run and answered once by a dispatcher that runs the first', async (_what, first, second) => {
    const world = new PipelineWorld(undefined, 2_500);
    world.publishPlan(plan);
    const { ready } = world.wire();
    await publishBatch(world, first);
    await world.clock.advance(100);
    await publishBatch(world, second);
    await world.clock.advance(20_000);
    const all = [...new Set([...first, ...second])];
    expect(world.answers()).toEqual(all.map((id) => `${id} ok`));
    expect(invoked(world)).toHaveLength(all.length);
    expect(ready.committed).toBe(2);
  });

  it('asks the log what became of them where the store was not told', async () => {
    const world = new PipelineWorld();
    world.publishPlan(plan);
    world.store.done = () => Promise.reject(new Error('no store'));
    const { ready } = world.wire();
    await publishBatch(world, ['a']);
    await world.clock.advance(10_000);
    await publishBatch(world, ['a', 'b']);
    await world.clock.advance(20_000);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
    expect(invoked(world)).toHaveLength(2);
    expect(ready.committed).toBe(2);
  });

  it('and is read once more meanwhile is under way twice, not three times', async () => {
    const world = new PipelineWorld(undefined, 2_500);
    world.publishPlan(plan);
    const { ready, dispatcher } = world.wire();
    await publishBatch(world, ['a']);
    await publishBatch(world, ['a', 'b']);
    await world.clock.advance(100);
    ready.restart((records) => dispatcher.accept(records), 0);
    await ready.resume();
    await world.clock.advance(100);
    expect(dispatcher.inFlight).toBe(2);
    await world.clock.advance(20_000);
    expect([world.answers(), dispatcher.inFlight, ready.committed]).toEqual([['a ok', 'b ok'], 0, 2]);
  });
});

it('more batches in flight than allowed pause the intake until half of them are done', async () => {
  const world = new PipelineWorld(undefined, 10_000);
  world.publishPlan(planOf([{ apps: { app1: 0 }, batchSize: 1 }]));
  world.wire({ maxInFlight: 256, maxPerFunction: 256 });
  const deadlineMs = world.clock.nowMs() + 60_000;
  for (let index = 0; index < 300; index += 1) await world.request('app1', `r${index}`, { deadlineMs });
  await world.clock.advance(5_000);
  expect(world.intake.calls).toEqual(['pause batch.ready']);
  await world.clock.advance(20_000);
  expect(world.intake.calls).toEqual(['pause batch.ready', 'resume batch.ready']);
  expect(world.answers().filter((answer) => answer.endsWith(' ok'))).toHaveLength(300);
});

it('stopping waits for batches in flight and writes their outcomes', async () => {
  const world = new PipelineWorld();
  world.publishPlan(plan);
  const { dispatcher } = world.wire();
  await world.request('app1', 'a');
  await world.clock.advance(350);
  expect(dispatcher.inFlight).toBe(1);
  const stopped = dispatcher.stop(5_000);
  await world.clock.advance(300);
  await stopped;
  expect(world.answers()).toEqual(['a ok']);
});
