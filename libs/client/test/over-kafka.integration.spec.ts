import { randomBytes, randomUUID } from 'node:crypto';
import {
  apiKeyText,
  headersOfOutcome,
  identityOfId,
  idOfPlace,
  parseSignature,
  topics,
  type InferenceCompleted,
  type InferenceRequested,
} from '@harmonybatch/contracts';
import { Kafka, logLevel, type Admin, type Consumer, type Producer } from 'kafkajs';
import { createTopics, deleteTopics } from '../../messaging/test/create-and-delete-topics';
import { overKafka, type InferenceClient, type KafkaClientOptions } from '../src';

const brokers = process.env.TEST_KAFKA_BROKERS ?? '';
const topicPrefix = `client-${randomUUID().slice(0, 8)}.`;
const requested = topicPrefix + topics.inferenceRequested.name;
const completed = topicPrefix + topics.inferenceCompleted.name;

interface Sent {
  readonly request: InferenceRequested;
  readonly partition: number;
  readonly offset: number;
  readonly signature: string | undefined;
}

const outcomeOf = (
  { app, id = '' }: InferenceRequested,
  over: Partial<InferenceCompleted> = {},
): InferenceCompleted => ({
  identity: identityOfId(app, '', id),
  id,
  app,
  status: 'ok',
  outputs: { of: id },
  timing: { arrivedAtMs: 1, queuedMs: 0, executedMs: 0, completedAtMs: 1 },
  ...over,
});
const failed = (code: string, retryable: boolean): Partial<InferenceCompleted> => ({
  status: 'error',
  outputs: undefined,
  error: { code, message: `it was ${code}`, hint: 'mend it', retryable },
});

let kafka: Kafka;
let admin: Admin;
let producer: Producer;
let consumer: Consumer;
const clients: InferenceClient[] = [];
/** What becomes of each request. */
let onRequest: (sent: Sent) => void;

const complete = (...outcomes: readonly InferenceCompleted[]) =>
  producer.send({
    topic: completed,
    messages: outcomes.map((outcome) => ({
      key: outcome.identity,
      value: JSON.stringify(outcome),
      headers: { ...headersOfOutcome(outcome) },
    })),
  });

function clientOf(over: Partial<KafkaClientOptions> = {}): InferenceClient {
  const client = overKafka({ brokers, app: 'photos', topicPrefix, ...over });
  clients.push(client);
  return client;
}

/** A producer that knows the topic as it is now: kafkajs drops what goes to a partition that it does not know yet. */
async function renewProducer(): Promise<void> {
  await producer.disconnect();
  producer = kafka.producer();
  await producer.connect();
}

const create = (...names: readonly string[]) =>
  createTopics(
    admin,
    names.map((topic) => ({ topic, numPartitions: 3 })),
  );

beforeAll(async () => {
  kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  [admin, producer, consumer] = [kafka.admin(), kafka.producer(), kafka.consumer({ groupId: `${topicPrefix}fake` })];
  await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
  await create(requested, completed);
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.subscribe({ topic: requested, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      const request = JSON.parse(String(message.value)) as InferenceRequested;
      const signature = message.headers?.['hb-signature']?.toString();
      onRequest({ request, partition, offset: Number(message.offset), signature });
    },
  });
  await joined;
});

beforeEach(() => {
  onRequest = ({ request }) => void complete(outcomeOf(request));
});
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));
afterAll(() => Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]));

it('has the answer of each of many requests, whatever the order of outcomes and whatever is between them', async () => {
  const held: InferenceRequested[] = [];
  onRequest = ({ request }) => {
    held.push(request);
    if (held.length < 500) return;
    const foreign = held.map((one) => outcomeOf({ ...one, app: 'others' }, { outputs: 'foreign' }));
    void complete(...foreign, ...held.reverse().map((one) => outcomeOf(one)), ...foreign);
  };
  const client = clientOf();
  const ids = Array.from({ length: 500 }, (_, at) => `photo-${at}`);
  const answers = await Promise.all(ids.map((id) => client.infer({ id, inputs: { id } })));
  expect(answers.map(({ outputs }) => outputs)).toEqual(ids.map((id) => ({ of: id })));
  expect(answers[0]).toMatchObject({ id: 'photo-0', attempts: 1, outcome: { app: 'photos', status: 'ok' } });
});

it('sends without waiting for an outcome', async () => {
  const seen = new Promise<InferenceRequested>((resolve) => (onRequest = ({ request }) => resolve(request)));
  expect(await clientOf().send({ id: 'sent', inputs: 1, sloMs: 700, parameters: { top: 5 } })).toBe('sent');
  expect(await seen).toEqual({ app: 'photos', id: 'sent', sloMs: 700, parameters: { top: 5 }, inputs: 1 });
});

it('says why a request has no answer', async () => {
  onRequest = ({ request }) => void complete(outcomeOf(request, failed('unreadable_answer', false)));
  await expect(clientOf().infer({ id: 'wrong', inputs: 1 })).rejects.toMatchObject({
    name: 'InferenceError',
    code: 'unreadable_answer',
    message: 'it was unreadable_answer',
    hint: 'mend it',
    retryable: false,
    id: 'wrong',
    outcome: { status: 'error' },
  });
});

it('repeats what may succeed under another id', async () => {
  onRequest = ({ request }) =>
    void complete(outcomeOf(request, request.id?.endsWith('~3') === true ? {} : failed('overloaded', true)));
  const client = clientOf({ firstPauseMs: 1, longestPauseMs: 2 });
  expect(await client.infer({ id: 'again', inputs: 1 })).toMatchObject({ id: 'again~3', attempts: 3 });
});

it('signs, and hears of a refused signature by the place of its request', async () => {
  const apiKey = apiKeyText(randomBytes(8), randomBytes(32));
  const signatures: (string | undefined)[] = [];
  onRequest = ({ partition, offset, signature }) => {
    signatures.push(signature);
    const id = idOfPlace(topics.inferenceRequested.name, partition, offset);
    void complete(outcomeOf({ app: '', id, inputs: 1 }, { ...failed('foreign_key', false), status: 'rejected' }));
  };
  const client = clientOf({ apiKey });
  const refused = await Promise.allSettled(['a', 'b', 'c'].map((id) => client.infer({ id, inputs: id })));
  expect(refused).toEqual(
    ['a', 'b', 'c'].map((id) => ({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'foreign_key', id }) as unknown,
    })),
  );
  expect(signatures.every((text) => parseSignature(text ?? '')?.keyId === apiKey.split('_')[1])).toBe(true);
});

it('ends at a timeout and when it is aborted, and goes on with others', async () => {
  const silent = new Promise<void>((resolve) => {
    onRequest = ({ request }) => (request.id === 'silent' ? resolve() : void complete(outcomeOf(request)));
  });
  const client = clientOf();
  await client.open();
  await expect(client.infer({ id: 'never', dataref: 'x' }, { timeoutMs: 1 })).rejects.toMatchObject({
    code: 'timeout',
  });
  const abort = new AbortController();
  const aborted = client.infer({ id: 'silent', inputs: 1 }, { signal: abort.signal });
  void silent.then(() => abort.abort());
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
  expect(await client.infer({ id: 'next', inputs: 1 })).toMatchObject({ id: 'next' });
});

it('hears of outcomes in partitions that were added, and of a topic that was recreated', async () => {
  const client = clientOf();
  await client.infer({ inputs: 1 });
  await admin.createPartitions({ topicPartitions: [{ topic: completed, count: 6 }] });
  await renewProducer();
  onRequest = ({ request }) =>
    void producer.send({
      topic: completed,
      messages: [
        {
          partition: 5,
          value: JSON.stringify(outcomeOf(request)),
          headers: { ...headersOfOutcome(outcomeOf(request)) },
        },
      ],
    });
  expect(await client.infer({ id: 'added', inputs: 1 })).toMatchObject({ id: 'added' });
  await deleteTopics(admin, [completed]);
  await create(completed);
  await renewProducer();
  onRequest = ({ request }) => void complete(outcomeOf(request));
  expect(await client.infer({ id: 'recreated', inputs: 1 })).toMatchObject({ id: 'recreated' });
});

it('says that no broker answers, and what is wrong with options', async () => {
  const client = clientOf({ brokers: '127.0.0.1:1' });
  await expect(client.open({ timeoutMs: 500 })).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  expect(() => clientOf({ brokers: 'nowhere' })).toThrow(
    expect.objectContaining({ code: 'invalid', field: '/brokers' }),
  );
  expect(() => clientOf({ apiKey: 'hbk_x' })).toThrow(expect.objectContaining({ code: 'invalid', field: '/apiKey' }));
});
