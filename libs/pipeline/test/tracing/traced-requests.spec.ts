import { topics, type BatchReady, type InferenceAccepted } from '@harmonybatch/contracts';
import { Admission, AppRegistry, Ingest, PressureBoard, RateLimits } from '@harmonybatch/pipeline';
import { spanNames } from '@harmonybatch/telemetry';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { RecordedSpans } from '../../../ports/test/recorded-spans';
import { model, PipelineWorld, planOf } from '../pipeline-world';

const requested = topics.inferenceRequested.name;
const contextOf = (number: number): string => `00-${`${number}`.repeat(32)}-${`${number}`.repeat(16)}-01`;
const traceIdOf = (context: string | undefined): string | undefined => context?.split('-')[1];

/** Ingest, batcher and dispatcher whose spans are recorded; batches hold three. */
function tracedWorld(script?: ConstructorParameters<typeof PipelineWorld>[0]) {
  const world = new PipelineWorld(script);
  const spans = new RecordedSpans();
  world.events.tracing = spans;
  world.publishPlan(planOf([{ apps: { app1: 300 }, batchSize: 3 }]));
  const apps = new AppRegistry();
  apps.apply(inboundRecord(topics.appRegistered.name, { name: 'app1', model, sloMs: 1000 }, { key: 'app1' }));
  const { log: publisher, clock, events, board } = world;
  const admission = new Admission(new PressureBoard(), board, apps, () => 1);
  const gates = { admission, rateLimits: new RateLimits(apps, () => 1) };
  const ingest = new Ingest({ publisher, clock, events }, { apps, board }, gates);
  publisher.consume(requested, (records) => ingest.accept(records));
  const send = (id: string, traceparent?: string) =>
    publisher.publish([
      {
        topic: requested,
        key: id,
        value: JSON.stringify({ app: 'app1', id, inputs: { ingestSpan: 'mine', acceptedAtMs: 1 } }),
        ...(traceparent === undefined ? {} : { headers: { traceparent } }),
      },
    ]);
  return { world, spans, send };
}

it('spans of requests go on from their producers’, through their waits, to the batch that is linked to all of them', async () => {
  const { world, spans, send } = tracedWorld();
  world.wire();
  for (const number of [1, 2, 3]) {
    await send(`r${number}`, contextOf(number));
    await world.clock.advance(5);
  }
  await world.clock.advance(1_000);

  const [accepted, waits] = [spans.named(spanNames.acceptRequest), spans.named(spanNames.waitForBatch)];
  expect(accepted.map(({ started }) => started.parent)).toEqual([1, 2, 3].map(contextOf));
  expect(waits.map(({ started }) => started.parent)).toEqual(accepted.map(({ context }) => context));
  expect(waits.map(({ context }) => traceIdOf(context))).toEqual(
    [1, 2, 3].map((number) => traceIdOf(contextOf(number))),
  );
  const [batch, ...noOtherBatch] = spans.named(spanNames.sendBatch);
  expect(noOtherBatch).toEqual([]);
  expect(batch?.started.parent).toBeUndefined();
  expect(batch?.started.links).toEqual(waits.map(({ context }) => context));
  for (const wait of waits) expect(wait.ended?.links).toEqual([batch?.context]);
  const [run] = spans.named(spanNames.runBatch);
  expect(run?.started.parent).toBe(batch?.context);
  const [invocation] = spans.named(spanNames.invokeFunction);
  expect(invocation?.started.parent).toBe(run?.context);
  expect(world.functions.invocations.map(({ body }) => body.traceparent)).toEqual([invocation?.context]);
  expect(spans.all.filter(({ ended }) => ended === null)).toEqual([]);
  expect(world.outcomes().map(({ traceparent }) => traceparent)).toEqual([1, 2, 3].map(contextOf));
});

it('a wait lasts from when its request was accepted until its batch left, and an invocation as long as its function', async () => {
  const { world, spans, send } = tracedWorld();
  world.wire();
  const startMs = world.clock.nowMs();
  await send('alone', contextOf(1));
  await world.clock.advance(1_000);
  const [{ acceptedAtMs = 0 } = {}] = world.log.values<InferenceAccepted>(topics.inferenceAccepted.name);
  const timesOf = (name: string) =>
    spans.named(name).map(({ started, ended }) => [started.startMs - startMs, (ended?.endMs ?? 0) - startMs]);
  expect(timesOf(spanNames.waitForBatch)).toEqual([[acceptedAtMs - startMs, 300]]);
  const [[invokedMs = 0, answeredMs = 0] = []] = timesOf(spanNames.invokeFunction);
  expect(answeredMs - invokedMs).toBe(100);
});

it('what was accepted before a batcher began is followed all the same, by what stands in the log', async () => {
  const { world, spans, send } = tracedWorld();
  await send('early', contextOf(1));
  await world.clock.advance(100);
  expect(world.log.values<InferenceAccepted>(topics.inferenceAccepted.name)[0]).toMatchObject({
    ingestSpan: spans.named(spanNames.acceptRequest)[0]?.context,
    traceparent: contextOf(1),
  });
  world.wire();
  await world.clock.advance(1_000);
  expect(spans.named(spanNames.invokeFunction)).toHaveLength(1);
  expect(world.answers()).toEqual(['early ok']);
});

it('of a batch only the requests that are recorded are linked, and what their inputs say is not believed', async () => {
  const { world, spans, send } = tracedWorld();
  world.wire();
  await send('traced', contextOf(1));
  await world.clock.advance(10);
  const { tracing } = world.events;
  world.events.tracing = new (class extends RecordedSpans {
    override start() {
      return { context: undefined, end: () => undefined } as never;
    }
  })();
  await send('unrecorded');
  await world.clock.advance(10);
  world.events.tracing = tracing;
  await world.clock.advance(1_000);
  const [batch] = world.log.values<BatchReady>(topics.batchReady.name);
  expect(batch?.requests.map(({ id, ingestSpan }) => [id, ingestSpan === undefined])).toEqual([
    ['traced', false],
    ['unrecorded', true],
  ]);
  expect(spans.named(spanNames.sendBatch)[0]?.started.links).toHaveLength(1);
});

it('a function that fails has an invocation each time, which says what failed, all of one run', async () => {
  let calls = 0;
  const { world, spans, send } = tracedWorld(({ body }) => {
    calls += 1;
    return calls === 1
      ? { kind: 'function_error', message: 'it broke' }
      : { kind: 'answered', body: JSON.stringify({ items: body.items.map(({ id }) => ({ id, outputs: 1 })) }) };
  });
  world.wire();
  await send('r', contextOf(1));
  await world.clock.advance(1_000);
  const invocations = spans.named(spanNames.invokeFunction);
  expect(invocations.map(({ ended }) => ended?.failure)).toEqual(['it broke', undefined]);
  const [run] = spans.named(spanNames.runBatch);
  expect(invocations.map(({ started }) => started.parent)).toEqual([run?.context, run?.context]);
});

it('what is refused or unreadable has a span that says so', async () => {
  const { world, spans, send } = tracedWorld();
  const { log } = world;
  await send('r', contextOf(1));
  await log.publish([{ topic: requested, key: null, value: '{"app":"nobody","inputs":1}' }]);
  await log.publish([{ topic: requested, key: null, value: 'no JSON', headers: { traceparent: contextOf(2) } }]);
  await world.clock.advance(10);
  expect(
    spans
      .named(spanNames.acceptRequest)
      .map(({ started: { attributes, parent } }) => [
        attributes?.['harmonybatch.decision'],
        attributes?.['error.type'],
        parent,
      ]),
  ).toEqual([
    ['accepted', undefined, contextOf(1)],
    ['rejected', 'unknown_app', undefined],
    ['dead', 'malformed', contextOf(2)],
  ]);
});

it('where nothing is recorded records are as they always were', async () => {
  const { world, spans, send } = tracedWorld();
  world.events.tracing = new PipelineWorld().events.tracing;
  world.wire();
  await send('r', contextOf(1));
  await world.clock.advance(1_000);
  expect(spans.all).toEqual([]);
  const [accepted] = world.log.values<InferenceAccepted>(topics.inferenceAccepted.name);
  expect(Object.keys(accepted ?? {})).not.toContain('ingestSpan');
  expect(world.log.values<BatchReady>(topics.batchReady.name)[0]).not.toHaveProperty('traceparent');
  expect(world.functions.invocations[0]?.body).not.toHaveProperty('traceparent');
  expect(world.outcomes()[0]?.traceparent).toBe(contextOf(1));
});
