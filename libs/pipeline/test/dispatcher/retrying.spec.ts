import { topics, type BatchExecuted, type InferenceCompleted } from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/ports';
import { echo, type Invocation, type FunctionScript } from '@harmonybatch/memory';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const throttled: InvocationResult = {
  kind: 'unavailable',
  code: 'ResourceExhausted',
  message: 'busy',
  retryable: true,
};
const failed: InvocationResult = { kind: 'function_error', message: 'out of memory' };
const gone: InvocationResult = { kind: 'unavailable', code: 'FunctionNotFound', message: 'no', retryable: false };

/** Answers with each of these in turn, then as `after` says. */
function inTurn(first: readonly InvocationResult[], after: FunctionScript = echo): FunctionScript {
  let turn = 0;
  return (invocation) => first[turn++] ?? after(invocation);
}

const fails = (id: string): FunctionScript => {
  return (invocation) => (hasInput(invocation, id) ? failed : echo(invocation));
};
const hasInput = ({ body }: Invocation, id: string): boolean =>
  body.items.some(({ inputs }) => (inputs as { of: string }).of === id);

/** A world whose only batch holds these requests, run for ten seconds. */
async function answeredBy(script: FunctionScript, ids: readonly string[], sloMs: number): Promise<PipelineWorld> {
  const world = new PipelineWorld(script);
  world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: ids.length }]));
  world.wire();
  for (const id of ids) await world.request('app1', id, { deadlineMs: world.clock.nowMs() + sloMs, sloMs });
  await world.clock.advance(20_000);
  return world;
}

const sizes = (world: PipelineWorld): number[] => world.functions.invocations.map(({ body }) => body.items.length);
const attempts = (world: PipelineWorld): number[] => world.functions.invocations.map(({ body }) => body.attempt);

describe('an invocation that failed', () => {
  it.each([
    ['the platform throttled', throttled],
    ['the function failed', failed],
    ['the answer could not be read', { kind: 'answered', body: 'oops' } as InvocationResult],
  ])('because %s is repeated inside the SLO, as a further attempt', async (_why, result) => {
    const world = await answeredBy(inTurn([result]), ['a', 'b'], 5_000);
    expect(world.answers()).toEqual(['a ok', 'b ok']);
    expect(attempts(world)).toEqual([1, 2]);
    const reports = world.log.values<BatchExecuted>(topics.batchExecuted.name);
    expect(reports.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 'error'],
      [2, 'ok'],
    ]);
  });

  it('is told with each repetition: which function, why, and how often it may be tried', async () => {
    const world = await answeredBy(inTurn([failed, failed]), ['a', 'b'], 5_000);
    const told = world.events.warnings.filter(({ message }) => message === 'an invocation failed and will be retried');
    expect(told.map(({ details }) => details)).toEqual([
      expect.objectContaining({
        attempt: 1,
        mostRuns: expect.any(Number),
        error: expect.stringContaining('memory'),
      }),
      expect.objectContaining({ attempt: 2, inHalves: true, code: 'function_failed' }),
    ]);
    expect(told[0]?.details).toHaveProperty('functionName', world.functions.invocations[0]!.functionName);
  });

  it('is repeated as long as the deadline leaves time where nothing has run, however often', async () => {
    const refusals = Array.from({ length: 100 }, () => throttled);
    const world = new PipelineWorld(inTurn(refusals));
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 1 }]));
    world.wire();
    await world.request('app1', 'patient', { deadlineMs: world.clock.nowMs() + 300_000 });
    await world.clock.advance(200_000);
    expect(world.answers()).toEqual(['patient ok']);
    expect(world.functions.invocations).toHaveLength(101);
  });

  it('is not repeated where the platform says that it never will run', async () => {
    const world = await answeredBy(inTurn([gone]), ['a', 'b'], 5_000);
    expect(world.answers()).toEqual(['a error', 'b error']);
    expect(attempts(world)).toEqual([1]);
  });

  it('is never repeated beyond the deadline: what failed then is the outcome', async () => {
    const world = await answeredBy(() => throttled, ['a', 'b'], 1_000);
    expect(world.answers()).toEqual(['a error', 'b error']);
    const firstAtMs = world.outcomes()[0]!.timing.arrivedAtMs;
    for (const { atMs } of world.functions.invocations) expect(atMs).toBeLessThan(firstAtMs + 1_000);
    expect(attempts(world).length).toBeGreaterThan(1);
  });

  it('is not repeated for a request that another has answered since the claim ran out', async () => {
    const done = (identity: string): void => void world.store.done(model, [identity], world.clock.nowMs());
    const world = new PipelineWorld(({ body }) => {
      done(body.items[0]!.id);
      return throttled;
    });
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 2 }]));
    world.log.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
    world.log.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
    const [batcher, dispatcher] = [world.batcher(), world.dispatcher({ leaseMs: 150, renewIntervalMs: 60_000 })];
    for (const id of ['a', 'b']) await world.request('app1', id, { deadlineMs: world.clock.nowMs() + 1_000 });
    await world.clock.advance(5_000);
    expect(sizes(world)).toEqual([2, 1]);
  });

  it('says how to try again where that may help, and nothing where it will not', async () => {
    const hints = async (result: InvocationResult) =>
      (await answeredBy(() => result, ['a'], 1_000)).outcomes().map(({ error }) => error?.hint);
    expect(await hints(throttled)).toEqual([expect.stringContaining('under another id')]);
    expect(await hints({ kind: 'unavailable', code: 'AccessDenied', message: 'no', retryable: false })).toEqual([
      undefined,
    ]);
  });

  it('costs nothing where the platform did not run it', async () => {
    const world = await answeredBy(() => throttled, ['a'], 1_000);
    expect(world.log.values<BatchExecuted>(topics.batchExecuted.name)[0]?.cost).toBeUndefined();
  });

  it('ends for requests that have no time left, and goes on for the others', async () => {
    const world = new PipelineWorld(inTurn([failed]));
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 2 }]));
    world.wire();
    const nowMs = world.clock.nowMs();
    await world.request('app1', 'hasty', { deadlineMs: nowMs + 160 });
    await world.request('app1', 'patient', { deadlineMs: nowMs + 5_000 });
    await world.clock.advance(10_000);
    expect(world.answers()).toEqual(['hasty error', 'patient ok']);
  });
});

describe('a batch that keeps failing', () => {
  const ids = ['a', 'b', 'c', 'bad', 'e', 'f', 'g', 'h'];

  it('is split until the bad item is alone: the others are answered', async () => {
    const world = await answeredBy(fails('bad'), ids, 10_000);
    expect(world.answers()).toEqual(ids.map((id) => `${id} ${id === 'bad' ? 'error' : 'ok'}`).sort());
    expect(sizes(world)).toEqual([8, 8, 4, 4, 2, 2, 1, 1]);
    expect(new Set(attempts(world)).size).toBe(8);
  });

  it('has its claim kept while its parts run, and its offset given up once', async () => {
    const world = new PipelineWorld(fails('bad'), 1_500);
    world.publishPlan(planOf([{ apps: { app1: 100 }, batchSize: 8 }]));
    const { ready } = world.wire();
    const second = world.dispatcher();
    world.log.consume(topics.batchReady.name, (records) => second.accept(records));
    for (const id of ids) await world.request('app1', id, { deadlineMs: world.clock.nowMs() + 60_000 });
    await world.clock.advance(60_000);
    expect(sizes(world)).toEqual([8, 8, 4, 4, 2, 2, 1, 1]);
    expect(world.outcomes()).toHaveLength(8);
    expect(ready.committed).toBe(1);
  });

  it('whose every item is bad ends with an error for each', async () => {
    const world = await answeredBy(() => failed, ids, 60_000);
    expect(world.outcomes().map(({ status, error }: InferenceCompleted) => [status, error?.code])).toEqual(
      ids.map(() => ['error', 'function_failed']),
    );
    expect(world.functions.invocations.length).toBeLessThanOrEqual(2 * ids.length);
  });
});
