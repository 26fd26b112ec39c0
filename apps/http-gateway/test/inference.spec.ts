import type { RequestRecord } from '@harmonybatch/client/exchange';
import { InferenceError } from '@harmonybatch/client/exchange';
import type { InferenceCompleted } from '@harmonybatch/contracts';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { answerOfOutcome } from '../src/answers/answer-of-outcome';
import { Inference, type SentRequest } from '../src/infer/inference';
import type { FoundOutcome } from '../src/outcomes/kept-outcomes';
import { OutputForms } from '../src/tensors/output-forms';
import { oneTensor, photos, resnet } from './examples';

/** Keeps what is published, and lets a test say the outcomes. */
class FakeExchange {
  readonly published: RequestRecord[] = [];
  readonly expected = new Map<string, (text: string) => void>();
  fault: Error | null = null;
  trouble: Error | null = null;

  expect(app: string, id: string, receive: (text: string) => void): () => void {
    this.expected.set(`${app}/${id}`, receive);
    return () => this.expected.delete(`${app}/${id}`);
  }
  onPublish: () => void = () => undefined;
  async publish(record: RequestRecord): Promise<void> {
    this.onPublish();
    if (this.fault !== null) throw this.fault;
    this.published.push(record);
  }
}

const outcome = (more: Partial<InferenceCompleted> = {}): InferenceCompleted => ({
  identity: 'a'.repeat(32),
  id: 'a',
  app: 'photos',
  status: 'ok',
  timing: { arrivedAtMs: 1, queuedMs: 12.34, executedMs: 40, completedAtMs: 60 },
  ...more,
});
const outputs = '[{"name":"y","shape":[1],"datatype":"INT64","data":[9007199254740993]}]';
const request = { id: 'a', sloMs: undefined, inputs: oneTensor, parameters: undefined, traceparent: undefined };
const caller = { app: photos, key: undefined };
const graceMs = 1_000;
const forms = new OutputForms(false, new Set());

/** Outcomes that were written before, by app and id. */
class FakeOutcomes {
  readonly written = new Map<string, FoundOutcome>();
  isWhole = true;
  fault: Error | null = null;

  async find(app: string, id: string): Promise<FoundOutcome | null> {
    if (this.fault !== null) throw this.fault;
    return this.written.get(`${app}/${id}`) ?? null;
  }
}

const answerTo = async ({ id, outcome }: SentRequest) => answerOfOutcome(await outcome, { id, model: resnet, forms });

const worldOf = () => {
  const [clock, events, exchange, gone] = [
    new ManualClock(),
    new RecordedEvents(),
    new FakeExchange(),
    new AbortController(),
  ];
  const outcomes = new FakeOutcomes();
  const inference = new Inference({ clock, events, exchange, outcomes }, graceMs);
  return { clock, events, exchange, outcomes, gone, inference };
};

it('writes the request as Kafka takes it, and answers with the outputs as the function wrote them', async () => {
  const { inference, exchange, gone } = worldOf();
  const sent = await inference.send(
    { ...request, sloMs: 100, parameters: '{"seed":1}', traceparent: 'tp' },
    caller,
    gone.signal,
  );
  expect(exchange.published).toEqual([
    {
      app: 'photos',
      id: 'a',
      value: `{"app":"photos","id":"a","sloMs":100,"parameters":{"seed":1},"inputs":${oneTensor}}`,
      headers: { traceparent: 'tp' },
      key: undefined,
    },
  ]);
  const text = JSON.stringify(outcome({ batch: batchOf(3) }));
  exchange.expected.get('photos/a')!(`${text.slice(0, -1)},"outputs":${outputs}}`);
  expect(await answerTo(sent)).toEqual({
    body: `{"model_name":"resnet","model_version":"3","id":"a","outputs":${outputs}}`,
    headers: {
      'content-type': 'application/json',
      'server-timing': 'queued;dur=12.3, executed;dur=40',
      'hb-batch-size': '3',
    },
  });
  expect(exchange.expected.size).toBe(0);
});

const batchOf = (size: number): InferenceCompleted['batch'] => ({
  id: 'b'.repeat(32),
  size,
  reason: 'size',
  group: 'g',
  epoch: 1,
  function: 'f',
});

it('refuses with the error of the outcome, under the id of its client', async () => {
  const { inference, exchange, gone } = worldOf();
  const sent = await inference.send(request, caller, gone.signal);
  const error = { code: 'unsigned', message: 'not signed', retryable: false };
  exchange.expected.get('photos/a')!(
    JSON.stringify(outcome({ id: 'inference.requested-3-7', status: 'rejected', error })),
  );
  await expect(answerTo(sent)).rejects.toMatchObject({
    status: 401,
    terms: { code: 'unsigned', id: 'a' },
  });
});

it('waits for the deadline of the request and the grace, no longer', async () => {
  const { inference, exchange, gone, clock } = worldOf();
  const sent = await inference.send({ ...request, sloMs: 200 }, caller, gone.signal);
  const answer = answerTo(sent).catch((error: unknown) => error);
  await clock.advance(200 + graceMs - 1);
  expect(exchange.expected.size).toBe(1);
  await clock.advance(1);
  expect(await answer).toMatchObject({ status: 504, terms: { code: 'no_answer' } });
  expect(exchange.expected.size).toBe(0);
});

it('waits for the SLO of the app where the request asks for a looser one', async () => {
  const { inference, exchange, gone, clock } = worldOf();
  await inference.send({ ...request, sloMs: 60_000 }, caller, gone.signal);
  await clock.advance(photos.sloMs + graceMs);
  expect(exchange.expected.size).toBe(0);
});

it('forgets a request at once whose client went away', async () => {
  const { inference, exchange, gone } = worldOf();
  const sent = await inference.send(request, caller, gone.signal);
  gone.abort();
  expect(exchange.expected.size).toBe(0);
  expect(await sent.outcome).toBeNull();
});

it('says that a request may run which was not acknowledged, and waits for nothing', async () => {
  const { inference, exchange, gone, events } = worldOf();
  exchange.fault = new InferenceError('not_acknowledged', 'no broker');
  await expect(inference.send(request, caller, gone.signal)).rejects.toMatchObject({
    status: 503,
    terms: { code: 'not_written', id: 'a', retryAfterMs: 1_000 },
  });
  expect(exchange.expected.size).toBe(0);
  expect(events.faults).toEqual(['a request could not be written']);
});

it('answers with an outcome that comes before the acknowledgement, which is lost', async () => {
  const { inference, exchange, gone } = worldOf();
  exchange.fault = new InferenceError('not_acknowledged', 'no broker');
  exchange.onPublish = () => exchange.expected.get('photos/a')!(JSON.stringify(outcome()));
  const sent = await inference.send(request, caller, gone.signal);
  expect(await answerTo(sent)).toMatchObject({
    body: expect.stringContaining('"id":"a"'),
  });
});

it('refuses what Kafka takes in no case', async () => {
  const { inference, exchange, gone, events } = worldOf();
  exchange.fault = new InferenceError('too_large', 'too large');
  await expect(inference.send(request, caller, gone.signal)).rejects.toMatchObject({ status: 413 });
  expect(events.faults).toEqual([]);
});

it('does not take what is no outcome for an answer', async () => {
  const { inference, exchange, gone } = worldOf();
  const sent = await inference.send(request, caller, gone.signal);
  exchange.expected.get('photos/a')!('{"status":"ok"}');
  await expect(answerTo(sent)).rejects.toMatchObject({ status: 502 });
});

describe('a request that was answered before', () => {
  const text = `${JSON.stringify(outcome()).slice(0, -1)},"outputs":${outputs}}`;

  it('is answered at once with its outcome, and not written again', async () => {
    const { inference, exchange, outcomes, gone } = worldOf();
    outcomes.written.set('photos/a', { text, isRejected: false });
    const sent = await inference.send(request, caller, gone.signal);
    expect(await answerTo(sent)).toMatchObject({ body: expect.stringContaining('9007199254740993') });
    expect(exchange.published).toEqual([]);
  });

  it('is written again where it was refused before anything ran', async () => {
    const { inference, exchange, outcomes, gone } = worldOf();
    outcomes.written.set('photos/a', { text: '{}', isRejected: true });
    const sent = await inference.send(request, caller, gone.signal);
    expect(exchange.published).toHaveLength(1);
    exchange.expected.get('photos/a')!(text);
    expect(await sent.outcome).toBe(text);
  });

  it('is not written where its outcome is known and cannot be read', async () => {
    const { inference, exchange, outcomes, gone } = worldOf();
    outcomes.fault = new Error('no broker');
    await expect(inference.send(request, caller, gone.signal)).rejects.toMatchObject({
      status: 503,
      terms: { code: 'not_ready' },
    });
    expect(exchange.published).toEqual([]);
  });
});

describe('a request that is asked for later', () => {
  it('is written once, and told until when to ask for it', async () => {
    const { inference, exchange, outcomes, clock, gone } = worldOf();
    const untilMs = clock.nowMs() + 200 + graceMs;
    expect(await inference.accept({ ...request, sloMs: 200 }, caller, gone.signal)).toBe(untilMs);
    expect(exchange.published).toHaveLength(1);
    expect(exchange.expected.size).toBe(0);
    outcomes.written.set('photos/a', { text: '{}', isRejected: false });
    await inference.accept(request, caller, gone.signal);
    expect(exchange.published).toHaveLength(1);
  });

  it('is refused where it is not known to be written', async () => {
    const { inference, exchange, gone } = worldOf();
    exchange.fault = new InferenceError('not_acknowledged', 'no broker');
    await expect(inference.accept(request, caller, gone.signal)).rejects.toMatchObject({
      status: 503,
      terms: { code: 'not_written' },
    });
  });

  it('has its outcome as soon as that is written, runs until then, and is unknown after its time', async () => {
    const { inference, outcomes, clock } = worldOf();
    const untilMs = clock.nowMs() + 100;
    expect(await inference.outcomeOf('photos', 'a', untilMs)).toBeNull();
    await clock.advance(100);
    await expect(inference.outcomeOf('photos', 'a', untilMs)).rejects.toMatchObject({
      status: 404,
      terms: { code: 'unknown_request' },
    });
    outcomes.written.set('photos/a', { text: '{}', isRejected: true });
    expect(await inference.outcomeOf('photos', 'a', untilMs)).toBe('{}');
    await expect(inference.outcomeOf('search', 'a', untilMs)).rejects.toMatchObject({ status: 404 });
  });

  it('is not called unknown by a replica that does not know all outcomes', async () => {
    const { inference, outcomes, exchange } = worldOf();
    outcomes.isWhole = false;
    await expect(inference.outcomeOf('photos', 'a', 0)).rejects.toMatchObject({ status: 503 });
    outcomes.isWhole = true;
    exchange.trouble = new Error('no broker');
    await expect(inference.outcomeOf('photos', 'a', 0)).rejects.toMatchObject({ status: 503 });
  });
});
