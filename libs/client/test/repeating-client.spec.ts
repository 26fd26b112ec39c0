import fc from 'fast-check';
import { InferenceError, type InferenceErrorCode } from '../src/inference-error';
import { idOfRepeat, RepeatingClient, type ClientOptions } from '../src/repeating-client';
import { ScriptedTransport, type Script } from './scripted-transport';

const answer = { outputs: { label: 'cat' }, text: '{}' };
const request = { inputs: { pixels: [1] }, id: 'photo-1' };
const fault = (code: InferenceErrorCode, more: object = {}): InferenceError => new InferenceError(code, code, more);

/** Answers with these faults, one after the other, then well. */
function scripted(...faults: readonly Error[]): Script {
  const left = [...faults];
  return () => left.shift() ?? answer;
}

function clientOf(script: Script, options: ClientOptions = {}, random = (): number => 0.5) {
  const transport = new ScriptedTransport(script);
  return { transport, client: new RepeatingClient(transport, options, random) };
}

/** What a promise comes to while the fake clock runs on until nothing waits. */
async function settled<T>(promise: Promise<T>): Promise<T | InferenceError> {
  const caught = promise.catch((error: unknown) => error as InferenceError);
  await jest.runAllTimersAsync();
  return caught;
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

it('answers with the id that was given, or with a new one each time', async () => {
  const { client, transport } = clientOf(() => answer);
  expect(await client.infer(request)).toMatchObject({ id: 'photo-1', attempts: 1, outputs: { label: 'cat' } });
  const ids = await Promise.all([client.infer({ inputs: 1 }), client.infer({ inputs: 1 })]);
  expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
  expect(transport.got.slice(1).map(({ id }) => id)).toEqual(ids.map(({ id }) => id));
  expect(await client.send(request)).toBe('photo-1');
});

it('sends what an outcome calls retryable under another id, after pauses that grow', async () => {
  const { client, transport } = clientOf(scripted(fault('overloaded'), fault('function_failed')));
  const got = await settled(client.infer(request));
  expect(got).toMatchObject({ id: 'photo-1~3', attempts: 3, latencyMs: 250 + 500 });
  expect(transport.got.map(({ id }) => id)).toEqual(['photo-1', 'photo-1~2', 'photo-1~3']);
  expect(transport.atMs.map((atMs) => atMs - transport.atMs[0]!)).toEqual([0, 250, 750]);
});

it('sends what was not acknowledged under the same id', async () => {
  const { client, transport } = clientOf(scripted(fault('not_acknowledged')));
  expect(await settled(client.infer(request))).toMatchObject({ id: 'photo-1', attempts: 2 });
  expect(transport.got.map(({ id }) => id)).toEqual(['photo-1', 'photo-1']);
});

it('waits as long as the outcome says', async () => {
  const { client, transport } = clientOf(scripted(fault('rate_limited', { retryAfterMs: 3_000 })));
  await settled(client.infer(request));
  expect(transport.atMs[1]! - transport.atMs[0]!).toBe(3_250);
});

it('does not repeat what is not retryable, nor more often than it may', async () => {
  const refused = clientOf(scripted(fault('unknown_app')));
  expect(await settled(refused.client.infer(request))).toMatchObject({ code: 'unknown_app', retryable: false });
  expect(refused.transport.got).toHaveLength(1);
  const many = Array.from({ length: 9 }, () => fault('overloaded'));
  const bounded = clientOf(scripted(...many), { maxAttempts: 3 });
  expect(await settled(bounded.client.infer(request))).toMatchObject({ code: 'overloaded' });
  expect(bounded.transport.got).toHaveLength(3);
  expect(await settled(bounded.client.infer(request, { maxAttempts: 1 }))).toMatchObject({ code: 'overloaded' });
  expect(bounded.transport.got).toHaveLength(4);
});

it('never repeats beyond a deadline, and gives a repeat what is left of its SLO', async () => {
  const codes = fc.array(fc.constantFrom<InferenceErrorCode>('overloaded', 'not_acknowledged', 'no_plan'), {
    maxLength: 12,
  });
  const terms = fc.record({
    codes,
    timeoutMs: fc.integer({ min: 1, max: 20_000 }),
    sloMs: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined }),
    retryAfterMs: fc.nat(5_000),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    maxAttempts: fc.integer({ min: 1, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(terms, async ({ codes, timeoutMs, sloMs, retryAfterMs, random, maxAttempts }) => {
      const script = scripted(...codes.map((code) => fault(code, { retryAfterMs })));
      const { client, transport } = clientOf(script, { maxAttempts }, () => random);
      const startMs = performance.now();
      const got = await settled(client.infer({ ...request, sloMs }, { timeoutMs }));
      const budgetMs = Math.min(timeoutMs, sloMs ?? Infinity);
      expect(transport.got.length).toBeLessThanOrEqual(maxAttempts);
      transport.atMs.forEach((atMs, at) => {
        expect(atMs - startMs).toBeLessThan(budgetMs);
        const sent = transport.got[at]!.sloMs;
        if (sloMs !== undefined) expect(sent).toBeCloseTo(sloMs - (atMs - startMs), 3);
        else expect(sent).toBeUndefined();
      });
      if (got instanceof InferenceError) expect(codes).toContain(got.code);
      else expect(got.attempts).toBe(codes.length + 1);
      expect(jest.getTimerCount()).toBe(0);
    }),
    { seed: 20261127, numRuns: 300 },
  );
});

it('ends with a timeout that says what is known to be wrong, and leaves nothing behind', async () => {
  const { client, transport } = clientOf(() => 'silence');
  expect(await settled(client.infer(request, { timeoutMs: 70 }))).toMatchObject({
    code: 'timeout',
    id: 'photo-1',
    retryable: true,
    message: 'no answer within 70 ms',
  });
  transport.trouble = new Error('the broker is away');
  expect(await settled(client.send(request, { timeoutMs: 70 }))).toMatchObject({
    code: 'timeout',
    message: 'no acknowledgement within 70 ms: the broker is away',
  });
  expect(transport.waiting).toBe(0);
  expect(jest.getTimerCount()).toBe(0);
});

it('ends when it is aborted, before, while it waits for an answer and between repeats', async () => {
  const { client, transport } = clientOf(() => 'silence');
  const reason = new Error('the user left');
  const early = await settled(client.infer(request, { signal: AbortSignal.abort(reason) }));
  expect(early).toMatchObject({ code: 'aborted', cause: reason, retryable: false });
  expect(transport.got).toHaveLength(0);
  const waiting = new AbortController();
  const open = settled(client.infer(request, { signal: waiting.signal, timeoutMs: 5_000 }));
  waiting.abort(reason);
  expect(await open).toMatchObject({ code: 'aborted', cause: reason });
  expect(transport.waiting).toBe(0);
  const pausing = new AbortController();
  const repeating = clientOf(scripted(fault('overloaded')));
  const paused = repeating.client.infer(request, { signal: pausing.signal }).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(10);
  pausing.abort(reason);
  expect(await paused).toMatchObject({ code: 'aborted' });
  expect(repeating.transport.got).toHaveLength(1);
  expect(jest.getTimerCount()).toBe(0);
});

it('bounds what is open, and takes more when there is room again', async () => {
  const { client } = clientOf(() => 'silence', { maxOpenRequests: 2 });
  const open = [client.infer(request, { timeoutMs: 50 }), client.send(request, { timeoutMs: 50 })].map((one) =>
    settled<unknown>(one),
  );
  await expect(client.infer(request)).rejects.toMatchObject({ code: 'too_many_open', retryable: true });
  await Promise.all(open);
  expect(await settled(client.infer(request, { timeoutMs: 50 }))).toMatchObject({ code: 'timeout' });
});

it('ends what is open when it is closed, and takes nothing more', async () => {
  const { client, transport } = clientOf(() => 'silence');
  const open = settled(client.infer(request));
  await client.close();
  await client.close();
  expect(await open).toMatchObject({ code: 'closed' });
  await expect(client.infer(request)).rejects.toMatchObject({ code: 'closed' });
  expect(transport).toMatchObject({ waiting: 0, closed: true });
});

it('says what is wrong with a timeout', async () => {
  const { client } = clientOf(() => answer);
  for (const timeoutMs of [0, -1, NaN, Infinity])
    await expect(client.infer(request, { timeoutMs })).rejects.toMatchObject({ code: 'invalid' });
});

it('gives repeats ids that no request has twice, of no more characters than an id may have', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 256 }), fc.integer({ min: 2, max: 99 }), (id, attempt) => {
      const next = idOfRepeat(id, attempt);
      expect(next).not.toBe(id);
      expect(next.length).toBeLessThanOrEqual(256);
      expect(idOfRepeat(id, attempt + 1)).not.toBe(next);
    }),
  );
});
