import { verify } from 'node:crypto';
import { publicKeyObject } from '@harmonybatch/contracts';
import { gatewayMetrics } from '@harmonybatch/telemetry';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { OutputForms } from '../src/tensors/output-forms';
import { RefusedAddressError } from '../src/webhooks/address-guard';
import type { WebhookPost } from '../src/webhooks/post-webhook';
import { Webhooks } from '../src/webhooks/webhooks';
import { keyOf, oneTensor, photos, resnet } from './examples';

const { key, issued } = keyOf('photos', 7);
const url = new URL('https://hooks.example.com/answers');
const forms = new OutputForms(false, new Set());
const webhook = { app: photos, id: 'a', model: resnet, forms, target: { url, key } };
const text = `{"identity":"${'a'.repeat(32)}","id":"a","app":"photos","status":"ok","timing":{"arrivedAtMs":1,"queuedMs":1,"executedMs":1,"completedAtMs":1},"outputs":${oneTensor}}`;
const sent = (outcome: Promise<string | null> = Promise.resolve(text)) => ({ id: 'a', outcome, untilMs: 0 });

/** A receiver that answers what a test says, and an outcome that lies in Kafka. */
const worldOf = (...answers: (number | Error)[]) => {
  const [clock, events, posts] = [new ManualClock(), new RecordedEvents(), [] as WebhookPost[]];
  const outcomes = { find: async () => ({ text, isRejected: false }) };
  const post = async (one: WebhookPost): Promise<number> => {
    posts.push(one);
    const answer = answers.shift() ?? 200;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const options = { origins: ['https://hooks.example.com'], maxPending: 2 };
  const webhooks = new Webhooks({ outcomes, post, clock, events }, options);
  return { clock, events, posts, webhooks };
};

it('posts the answer once where it is taken, signed by the key of the app', async () => {
  const { webhooks, posts, clock, events } = worldOf(204);
  webhooks.take();
  await webhooks.deliver(sent(), webhook);
  expect(posts).toHaveLength(1);
  const [{ headers, body }] = posts as [WebhookPost];
  expect(body).toBe(`{"model_name":"resnet","model_version":"3","id":"a","outputs":${oneTensor}}`);
  expect(headers['content-type']).toBe('application/json');
  expect(headers['webhook-timestamp']).toBe(String(clock.nowMs() / 1000));
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${String(body)}`);
  const [version, signature = ''] = headers['webhook-signature']!.split(',');
  expect(version).toBe('v1a');
  const isValid = (bytes: Buffer) =>
    verify(null, bytes, publicKeyObject(issued.publicKey), Buffer.from(signature, 'base64'));
  expect([isValid(signed), isValid(Buffer.concat([signed, Buffer.from(' ')]))]).toEqual([true, false]);
  expect(events.countOf(gatewayMetrics.webhooks, { result: 'delivered' })).toBe(1);
  expect(webhooks.count).toBe(0);
});

it('posts again under the same id where that fails, with growing pauses, and gives up in the end', async () => {
  const { webhooks, posts, clock, events } = worldOf(500, new Error('refused'), 302, 503, 500);
  webhooks.take();
  const delivered = webhooks.deliver(sent(), webhook);
  for (const [pauseMs, count] of [
    [1_000, 1],
    [5_000, 2],
    [20_000, 3],
    [60_000, 4],
  ] as const) {
    await clock.advance(pauseMs - 1);
    expect(posts).toHaveLength(count);
    await clock.advance(1);
  }
  await delivered;
  expect(posts).toHaveLength(5);
  expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(events.countOf(gatewayMetrics.webhooks, { result: 'failed' })).toBe(1);
});

it.each([
  ['a receiver that is gone for good', 410, 'failed'],
  ['an address that is not allowed', new RefusedAddressError('10.0.0.1'), 'refused'],
] as const)('does not try again %s', async (_what, answer, result) => {
  const { webhooks, posts, events } = worldOf(answer);
  webhooks.take();
  await webhooks.deliver(sent(), webhook);
  expect(posts).toHaveLength(1);
  expect(events.countOf(gatewayMetrics.webhooks, { result })).toBe(1);
});

it('posts what is wrong where no outcome came', async () => {
  const { webhooks, posts } = worldOf();
  webhooks.take();
  await webhooks.deliver(sent(Promise.resolve(null)), webhook);
  expect(JSON.parse(String(posts[0]!.body))).toMatchObject({ code: 'no_answer', id: 'a' });
});

it('holds no more than it may, and is drained when all are posted', async () => {
  const { webhooks } = worldOf();
  let tell: (text: string) => void = () => undefined;
  webhooks.take();
  webhooks.take();
  expect(() => webhooks.take()).toThrow(expect.objectContaining({ status: 429 }) as Error);
  webhooks.release();
  const delivered = webhooks.deliver(sent(new Promise((resolve) => (tell = resolve))), webhook);
  let isDrained = false;
  const drained = webhooks.drained().then(() => (isDrained = true));
  await Promise.resolve();
  expect(isDrained).toBe(false);
  tell(text);
  await delivered;
  await drained;
});

describe('the URL of a call', () => {
  const { webhooks } = worldOf();
  const caller = { app: photos, key };
  it('is taken where its origin is allowed', () => {
    expect(webhooks.targetOf({}, caller)).toBeUndefined();
    expect(webhooks.targetOf({ 'hb-webhook-url': url.href }, caller)).toEqual({ url, key });
  });

  it.each([
    'http://hooks.example.com/answers',
    'https://hooks.example.com:8443/',
    'https://hooks.example.com.evil.example/',
    'https://user:secret@hooks.example.com/',
    'https://evil.example/https://hooks.example.com/',
    'hooks.example.com',
    `https://hooks.example.com/${'x'.repeat(2_000)}`,
  ])('is refused: %#', (text) => {
    expect(() => webhooks.targetOf({ 'hb-webhook-url': text }, caller)).toThrow(
      expect.objectContaining({ status: 400, terms: expect.objectContaining({ field: 'hb-webhook-url' }) }) as Error,
    );
  });

  it('is refused without a key to sign with', () => {
    expect(() => webhooks.targetOf({ 'hb-webhook-url': url.href }, { app: photos, key: undefined })).toThrow(
      expect.objectContaining({ status: 401 }) as Error,
    );
  });
});
