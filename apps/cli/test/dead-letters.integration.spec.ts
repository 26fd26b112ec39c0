import { randomUUID } from 'node:crypto';
import { deadLetterHeaders, keptHeaderName, resentFromHeader } from '@harmonybatch/contracts';
import { Kafka, logLevel, type KafkaMessage, type Producer } from 'kafkajs';
import { cli, type Ran } from './captured-terminal';
import { FakeSystem } from './fake-system';

const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const prefix = `cli-dead-${randomUUID().slice(0, 8)}.`;
const env = { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix };
const run = (...args: string[]): Promise<Ran> => cli(['dead-letters', ...args], { env });
const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
const badUtf8 = Buffer.from([0xc3, 0x28, 0x00]);
const origin = 'plan.requested';
const dead = `${origin}.dead`;
let fake: FakeSystem;
let producer: Producer;

const bury = (topic: string, code: string, value: Buffer | null, more: Record<string, Buffer[]> = {}) =>
  producer.send({
    topic: `${prefix}${topic}.dead`,
    messages: [
      {
        key: badUtf8,
        value,
        headers: {
          ...more,
          [deadLetterHeaders.topic]: topic,
          [deadLetterHeaders.partition]: '0',
          [deadLetterHeaders.offset]: '3',
          [deadLetterHeaders.timestampMs]: '1700000000000',
          [deadLetterHeaders.code]: code,
          [deadLetterHeaders.reason]: 'no JSON',
          [deadLetterHeaders.service]: 'planner',
        },
      },
    ],
  });

/** All records of a topic of one partition. */
async function recordsOf(topic: string, count: number): Promise<KafkaMessage[]> {
  const consumer = kafka.consumer({ groupId: `${prefix}${randomUUID()}`, maxWaitTimeInMs: 20 });
  const records: KafkaMessage[] = [];
  await consumer.subscribe({ topic: prefix + topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ message }: { message: KafkaMessage }): Promise<void> => {
      records.push(message);
      if (records.length === count) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return records;
}

interface Listed {
  readonly matched: number;
  readonly letters: { place: string; resent: boolean; copyOf: string | null; value: unknown; headers: unknown }[];
}
const listed = async (...args: string[]): Promise<Listed> =>
  JSON.parse((await run('list', '--json', ...args)).stdout) as Listed;

beforeAll(async () => {
  fake = await FakeSystem.start(brokers, prefix);
  producer = kafka.producer();
  await producer.connect();
});
afterAll(async () => {
  await producer.disconnect();
  await fake.stop();
});

test('without letters there is nothing wrong, and nothing to resend', async () => {
  expect(await run('list')).toMatchObject({ status: 0, stdout: 'No dead letters.\n' });
  expect((await run('resend', '--all', '--yes')).status).toBe(1);
});

test('letters are listed, shown whole, and filtered', async () => {
  await bury(origin, 'malformed', badUtf8, { ce_id: [Buffer.from('a'), badUtf8] });
  await bury(origin, 'invalid', Buffer.from('{"model": 1}'));
  await bury('app.registered', 'invalid', null);
  const { status, stdout } = await run('list');
  expect(status).toBe(0);
  for (const place of [`${dead}/0/0`, `${dead}/0/1`, 'app.registered.dead/0/0']) expect(stdout).toContain(place);
  expect((await listed('--code', 'malformed')).letters).toMatchObject([
    { place: `${dead}/0/0`, value: { base64: badUtf8.toString('base64') }, resent: false },
  ]);
  expect((await run('list', '--code', 'none')).status).toBe(1);
  expect((await run('show', `${dead}/0/1`)).stdout).toContain('{"model": 1}');
  expect((await run('show', `${dead}/0/77`)).status).toBe(1);
});

test('resending asks first', async () => {
  expect((await run('resend', '--all')).stderr).toContain('Add --yes');
  const questions: string[] = [];
  const ask = async (question: string): Promise<boolean> => questions.push(question) < 0;
  expect((await cli(['dead-letters', 'resend', '--all'], { env, ask })).status).toBe(1);
  expect(questions).toEqual(['Send 2 records to plan.requested?']);
});

test('originals come back byte for byte, once; registrations only by their topic', async () => {
  const first = await run('resend', '--all', '--yes', '--json');
  expect(first.status).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ resent: [{ to: origin }, { to: origin }], left: 0 });
  expect(first.stderr).toContain('Not resent: one registration');
  const [back] = await recordsOf(origin, 2);
  expect(back).toMatchObject({ key: badUtf8, value: badUtf8 });
  expect(back?.headers).toEqual({
    ce_id: [Buffer.from('a'), badUtf8],
    [resentFromHeader]: Buffer.from(`${dead}/0/0`),
  });
  expect((await listed('--topic', origin)).letters.map(({ resent }) => resent)).toEqual([true, true]);
  expect((await run('resend', '--all', '--yes')).status).toBe(1);
  expect((await run('resend', `${dead}/0/0`, '--yes')).stderr).toContain('resent before');
  expect((await run('resend', `${dead}/0/0`, '--yes', '--again')).status).toBe(0);
  expect(await recordsOf(origin, 3)).toHaveLength(3);
});

test('a loop of resends ends: what becomes a dead letter again is not sent again by itself', async () => {
  await bury(origin, 'malformed', badUtf8);
  const [first] = (await listed('--topic', origin)).letters;
  expect((await run('resend', '--all', '--yes')).status).toBe(0);
  const [again] = (await recordsOf(origin, 4)).slice(3);
  for (const copy of [1, 2]) {
    const kept = Object.entries(again?.headers ?? {}).map(([name, value]) => [keptHeaderName(name), [value as Buffer]]);
    await bury(origin, 'malformed', badUtf8, Object.fromEntries(kept) as Record<string, Buffer[]>);
    const { status, stderr } = await run('resend', '--all', '--yes', '--topic', origin);
    expect(status).toBe(1);
    expect(stderr).toContain(copy === 1 ? 'Not resent: one letter' : 'Not resent: 2 letters');
  }
  const { letters } = await listed('--topic', origin);
  expect(letters.filter(({ copyOf }) => copyOf !== null)).toHaveLength(2);
  expect(letters.find(({ copyOf }) => copyOf !== null)?.copyOf).toBe(first?.place);
  const named = letters.find(({ copyOf }) => copyOf !== null)?.place ?? '';
  expect((await run('resend', named, '--yes')).status).toBe(0);
});
