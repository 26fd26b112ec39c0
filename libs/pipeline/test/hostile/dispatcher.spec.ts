import { FunctionResult, topics, type BatchReady, type InferenceCompleted } from '@harmonybatch/contracts';
import fc from 'fast-check';
import { Dispatcher } from '@harmonybatch/pipeline';
import { FunctionInvoker, Intake, OutcomeLog, type InvocationResult, utf8Text } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { hostileRecords } from '../../../contracts/test/support/hostile-records';
import { spoiltBytes, spoiltTexts, written } from '../../../contracts/test/support/spoilt-json';
import { validValues } from '../../../contracts/test/support/valid-values';
import { examples } from '../../../contracts/test/examples';
import { ManualClock } from '../../../ports/test/fake-ports';
import { deadLetterOf, NotedEvents, WatchedPublisher, WatchedRecords, wellMeant } from './watched-log';

const topic = topics.batchReady;
const startMs = 1_800_000_000_000;
const request = { ...examples['inference.accepted'], arrivedAtMs: startMs, deadlineMs: startMs + 2_000 };
const batch = { ...examples['batch.ready'], batchId: 'e'.repeat(32), requests: [request] };
const identity = String(request['identity' as keyof typeof request]);

class ToldFunctions extends FunctionInvoker {
  constructor(private readonly answer: (body: string) => InvocationResult) {
    super();
  }
  override async invoke(_name: string, body: string, timeoutMs: number): Promise<InvocationResult> {
    if (!Number.isFinite(timeoutMs)) throw new RangeError('timeoutMs must be finite');
    return this.answer(body);
  }
}

class NoOutcomes extends OutcomeLog {
  override async answered(): Promise<ReadonlySet<string>> {
    return new Set();
  }
}

class OpenIntake extends Intake {
  override pause(): void {}
  override resume(): void {}
}

const echo = (body: string): InvocationResult => {
  const { items } = JSON.parse(body) as { items: { id: string; inputs?: unknown }[] };
  return {
    kind: 'answered',
    body: JSON.stringify({ items: items.map(({ id, inputs = null }) => ({ id, outputs: inputs })) }),
  };
};

function setUp(answer: (body: string) => InvocationResult = echo) {
  const [publisher, clock, events, randomness] = [
    new WatchedPublisher(),
    new ManualClock(),
    new NotedEvents(),
    new SeededRandomness(7),
  ];
  const ports = { publisher, clock, events, randomness, intake: new OpenIntake() };
  const store = new MemoryBatchStore(randomness);
  const outcomesBefore = new NoOutcomes();
  const dispatcher = new Dispatcher({ ...ports, store, outcomes: outcomesBefore, invoker: new ToldFunctions(answer) });
  const outcomes = (): InferenceCompleted[] => publisher.values<InferenceCompleted>(topics.inferenceCompleted.name);
  const answered = (value: Buffer | null): boolean => {
    const ids = new Set(outcomes().map((outcome) => outcome.identity));
    return (JSON.parse(utf8Text(value!)!) as BatchReady).requests.every((one) => ids.has(one.identity));
  };
  const read = new WatchedRecords(
    topic.name,
    (record) => deadLetterOf(publisher, record) !== undefined || answered(record.value),
  );
  return { dispatcher, publisher, clock, events, read, outcomes };
}

it('buries what it cannot read, answers every request of what it can, and goes on', async () => {
  const anywhere = hostileRecords(topic.value, { words: ['doors', 'resnet', 'prototype-2023-cny'] });
  await fc.assert(
    fc.asyncProperty(fc.array(anywhere, { minLength: 1, maxLength: 3 }), async (hostile) => {
      const { dispatcher, publisher, clock, read, outcomes } = setUp();
      for (const one of hostile) read.add(one);
      read.add(wellMeant({ ...batch, requests: [{ ...request, identity: 'f'.repeat(32) }] }));
      await dispatcher.accept(read.all);
      await clock.advance(5_000);
      expect([read.open(), read.tooEarly, publisher.unreadable, dispatcher.inFlight]).toEqual([[], [], [], 0]);
      expect(outcomes().find((one) => one.identity === 'f'.repeat(32))?.status).toBe('ok');
    }),
    { seed: 20240617, numRuns: 200 },
  );
});

const answers = validValues(FunctionResult, [identity]).map((value) => withIds(value));
const text = fc.string({ unit: 'binary', maxLength: 50 }).map((one) => one.repeat(60));
const results: fc.Arbitrary<InvocationResult> = fc.oneof(
  { arbitrary: answers.map((value): InvocationResult => ({ kind: 'answered', body: written(value) })), weight: 3 },
  { arbitrary: spoiltTexts(answers).map((body): InvocationResult => ({ kind: 'answered', body })), weight: 5 },
  spoiltBytes(answers.map(written)).map((bytes): InvocationResult => ({ kind: 'answered', body: String(bytes) })),
  fc.record({ kind: fc.constant('function_error' as const), message: text }),
  fc.record({ kind: fc.constant('timeout' as const), message: text }),
  fc.record({ kind: fc.constant('unavailable' as const), code: text, message: text, retryable: fc.boolean() }),
);

it('makes one readable outcome of whatever a function answers', async () => {
  const duration = fc.option(fc.double({ min: 0, max: 1e14, noNaN: true }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(results, duration, async (result, platformDurationMs) => {
      const timed = platformDurationMs === undefined ? result : { ...result, platformDurationMs };
      const { dispatcher, publisher, clock, read, outcomes } = setUp(() => timed as InvocationResult);
      read.add(wellMeant(batch));
      await dispatcher.accept(read.all);
      await clock.advance(5_000);
      expect([read.open(), read.tooEarly, publisher.unreadable, dispatcher.inFlight]).toEqual([[], [], [], 0]);
      expect(outcomes()).toHaveLength(1);
    }),
    { seed: 20240617, numRuns: 500 },
  );
});

it.each([
  ['outputs and no error', `{"id":"${identity}","outputs":1,"error":null}`, 'ok', undefined],
  ['an error that is a bare text', `{"id":"${identity}","error":"broken"}`, 'error', 'function_failed'],
  ['an error that is none, without outputs', `{"id":"${identity}","error":null}`, 'error', 'no_result'],
  [
    'outputs that nest without end',
    `{"id":"${identity}","outputs":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
    'error',
    'unreadable_answer',
  ],
  ['outputs beyond any number', `{"id":"${identity}","outputs":[1e999]}`, 'error', 'unreadable_answer'],
  [
    'outputs that no record can carry',
    `{"id":"${identity}","outputs":"${'x'.repeat(5_000_000)}"}`,
    'error',
    'unreadable_answer',
  ],
])('answers once where a function gives %s', async (_what, item, status, code) => {
  const { dispatcher, clock, read, outcomes } = setUp(() => ({ kind: 'answered', body: `{"items":[${item}]}` }));
  read.add(wellMeant(batch));
  await dispatcher.accept(read.all);
  await clock.advance(5_000);
  expect(outcomes().map((one) => [one.status, one.error?.code])).toEqual([[status, code]]);
  expect(read.open()).toEqual([]);
});

it.each(['constructor', 'toString', '__proto__'])('prices nothing by a book called %s', async (prices) => {
  const { dispatcher, publisher, clock, read } = setUp();
  const group = { ...(examples['batch.ready']!['group'] as object), prices };
  read.add(wellMeant({ ...batch, group }));
  await dispatcher.accept(read.all);
  await clock.advance(5_000);
  expect([read.open(), publisher.unreadable]).toEqual([[], []]);
});

it('loses no request of a second batch under the same name', async () => {
  const { dispatcher, clock, read, outcomes } = setUp();
  read.add(wellMeant(batch));
  read.add(wellMeant({ ...batch, requests: [{ ...request, identity: 'a'.repeat(32) }] }));
  await dispatcher.accept(read.all);
  await clock.advance(5_000);
  expect(
    outcomes()
      .map((one) => one.identity)
      .sort(),
  ).toEqual([identity, 'a'.repeat(32)].sort());
  expect([read.open(), read.tooEarly]).toEqual([[], []]);
});

/** Some of the items name the request that was sent. */
function withIds(value: unknown): unknown {
  const { items } = value as { items: object[] };
  return { ...(value as object), items: items.map((item, index) => (index === 0 ? { ...item, id: identity } : item)) };
}
