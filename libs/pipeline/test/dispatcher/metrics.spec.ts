import { topics, type BatchExecuted } from '@harmonybatch/contracts';
import { echo, type FunctionScript } from '@harmonybatch/memory';
import { dispatcherMetrics, noGroup } from '@harmonybatch/telemetry';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const id = '0'.repeat(16);
const plan = planOf([{ id, apps: { photos: 300, search: 300 }, batchSize: 3 }]);
const ofFunction = { model, function: `hb-${id}` };

function running(script?: FunctionScript, latencyMs?: ConstructorParameters<typeof PipelineWorld>[1]) {
  const world = new PipelineWorld(script, latencyMs);
  world.publishPlan(plan);
  world.wire();
  const invoiced = (): number =>
    world.log.values<BatchExecuted>(topics.batchExecuted.name).reduce((sum, { cost }) => sum + (cost?.amount ?? 0), 0);
  return { world, events: world.events, invoiced };
}

it('tells what requests of each app and class of SLO got, and when', async () => {
  const { world, events } = running();
  await world.request('photos', 'p1');
  await world.clock.advance(150);
  const [arrivedAtMs, serve] = [world.clock.nowMs(), { whenLate: 'serve' } as const];
  await world.request('photos', 'p2', { sloMs: 60, deadlineMs: arrivedAtMs + 60, ...serve }); // runs, and is late
  await world.request('search', 's1', { sloMs: 400, deadlineMs: arrivedAtMs + 400 });
  await world.request('search', 's2', { sloMs: 20, deadlineMs: arrivedAtMs + 20 }); // is not run
  await world.clock.advance(3_000);
  const { completed, inSlo, requestLatency } = dispatcherMetrics;
  expect(events.countOf(completed, { model, app: 'photos', slo_class: '1s', status: 'ok' })).toBe(1);
  expect(events.countOf(completed, { app: 'photos', slo_class: '100ms', status: 'ok' })).toBe(1);
  expect(events.countOf(completed, { app: 'search', slo_class: '500ms', status: 'ok' })).toBe(1);
  expect(events.countOf(completed, { app: 'search', slo_class: '100ms', status: 'expired' })).toBe(1);
  expect(events.countOf(completed)).toBe(4);
  expect(events.countOf(inSlo, { app: 'photos' })).toBe(1);
  expect(events.countOf(inSlo, { app: 'photos', slo_class: '1s' })).toBe(1);
  expect(events.countOf(inSlo, { app: 'search' })).toBe(1);
  const byId = new Map(
    world.outcomes().map(({ id: name, timing }) => [name, timing.completedAtMs - timing.arrivedAtMs]),
  );
  const secondsOf = (name: string) => expect.closeTo(byId.get(name)! / 1_000, 2);
  expect(events.valuesOf(requestLatency, { app: 'photos', slo_class: '1s' })).toEqual([secondsOf('p1')]);
  expect(events.valuesOf(requestLatency, { app: 'search', slo_class: '100ms' })).toEqual([secondsOf('s2')]);
});

it('tells what each request of a batch waited for others, whichever batcher had read it', async () => {
  const world = new PipelineWorld();
  world.publishPlan(plan);
  const [batchers, dispatcher] = [[world.batcher(), world.batcher()], world.dispatcher()];
  let turn = 0;
  world.log.consume(topics.inferenceAccepted.name, (records) => batchers[turn++ % 2]!.accept(records));
  world.log.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
  for (const name of ['p1', 'p2', 'p3']) {
    await world.request('photos', name);
    await world.clock.advance(100);
  }
  await world.request('nobody', 'n1', { deadlineMs: world.clock.nowMs() + 400 });
  await world.clock.advance(3_000);
  const waits = (group: string): number[] => world.events.valuesOf(dispatcherMetrics.queueWait, { model, group });
  expect(waits(id).sort()).toEqual([0, 0.1, 0.2].map((seconds) => expect.closeTo(seconds, 2)));
  expect(waits(noGroup)).toHaveLength(1);
});

it('splits what an invocation cost over the apps of its requests, each of which pays the same', async () => {
  const { world, events, invoiced } = running();
  for (const [app, name] of [
    ['photos', 'p1'],
    ['photos', 'p2'],
    ['search', 's1'],
  ] as const)
    await world.request(app, name);
  await world.clock.advance(3_000);
  const spent = (app: string): number => events.countOf(dispatcherMetrics.spent, { model, app, currency: 'CNY' });
  expect(events.countOf(dispatcherMetrics.invocations)).toBe(1);
  expect(spent('photos')).toBeCloseTo(2 * spent('search'), 12);
  expect(spent('photos') + spent('search')).toBeCloseTo(invoiced(), 12);
  const [{ cost } = { cost: undefined }] = world.outcomes();
  expect(spent('search')).toBeCloseTo(cost!.amount, 12);
});

it('counts what failed and was repeated, which is paid for too', async () => {
  let calls = 0;
  const { world, events, invoiced } = running((invocation) =>
    (calls += 1) === 1 ? { kind: 'function_error', message: 'out of memory' } : echo(invocation),
  );
  for (const name of ['p1', 'p2', 'p3']) await world.request('photos', name);
  await world.clock.advance(3_000);
  const { invocations, invocationsRepeated, execution, spent } = dispatcherMetrics;
  expect(events.countOf(invocations, { ...ofFunction, result: 'function_failed' })).toBe(1);
  expect(events.countOf(invocations, { ...ofFunction, result: 'ok' })).toBe(1);
  expect(events.countOf(invocationsRepeated, ofFunction)).toBe(1);
  expect(events.valuesOf(execution, ofFunction)).toEqual([expect.closeTo(0.1, 6)]);
  expect(events.countOf(spent, { app: 'photos' })).toBeCloseTo(invoiced(), 12);
  expect(invoiced()).toBeGreaterThan(1.5 * world.outcomes()[0]!.cost!.amount * 3);
});

it('tells a start of an instance from an execution by what the platform counts', async () => {
  const latencies = [420, 100];
  const { world, events } = running(
    (invocation) => ({ ...(echo(invocation) as { kind: 'answered'; body: string }), platformDurationMs: 90 }),
    () => latencies.shift()!,
  );
  for (const name of ['p1', 'p2', 'p3']) await world.request('photos', name);
  await world.clock.advance(1_000);
  for (const name of ['p4', 'p5', 'p6']) await world.request('photos', name);
  await world.clock.advance(1_000);
  expect(events.countOf(dispatcherMetrics.coldStarts, ofFunction)).toBe(1);
  expect(events.valuesOf(dispatcherMetrics.execution, ofFunction)).toEqual([0.09, 0.09]);
});
