import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';
import { isRunning, ProcessEndedError, startKafka, startRedis } from '@harmonybatch/local-backends';
import { createTopics } from '../../messaging/test/create-and-delete-topics';

const folder = mkdtempSync(join(tmpdir(), 'backends-'));
const optionsOf = (name: string) => ({ dataDir: join(folder, name), logFile: join(folder, `${name}.log`) });

afterAll(() => rmSync(folder, { recursive: true }));

const clientOf = (brokers: string, retries = 8): Kafka =>
  new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries } });

async function lastOffset(brokers: string, topic: string): Promise<string | undefined> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return offsets[0]?.high;
}

async function createTopic(brokers: string, topic: string): Promise<void> {
  const admin = clientOf(brokers).admin();
  await admin.connect();
  const configEntries = [{ name: 'max.message.bytes', value: `${4 * 1024 * 1024 + 64 * 1024}` }];
  await createTopics(admin, [{ topic, numPartitions: 1, configEntries }]);
  await admin.disconnect();
}

async function publish(kafka: Kafka, topic: string, value: Buffer): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ value }] });
  } finally {
    await producer.disconnect();
  }
}

it('runs a Kafka that takes 4 MiB, and comes back with its records on the same port after it was killed', async () => {
  const first = await startKafka(optionsOf('kafka'));
  await createTopic(first.brokers, 'things');
  await publish(clientOf(first.brokers), 'things', Buffer.alloc(4 * 1024 * 1024));
  await publish(clientOf(first.brokers), 'things', Buffer.from('small'));
  expect(await first.kill()).toEqual({ code: null, signal: 'SIGKILL' });
  const second = await startKafka({ ...optionsOf('kafka'), port: first.port });
  expect(second.brokers).toBe(first.brokers);
  expect(await lastOffset(second.brokers, 'things')).toBe('2');
  await expect(publish(clientOf(second.brokers, 1), 'unknown', Buffer.from('x'))).rejects.toThrow();
  await second.stop();
  expect(isRunning(second.pid)).toBe(false);
});

it('runs a Redis that keeps nothing on disk and evicts nothing, again on the same port', async () => {
  const first = await startRedis(optionsOf('redis'));
  const client = new Redis(first.url, { maxRetriesPerRequest: 1 });
  client.on('error', () => undefined);
  expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await client.config('GET', 'save')).toEqual(['save', '']);
  expect(await client.config('GET', 'appendonly')).toEqual(['appendonly', 'no']);
  await client.set('key', 'value');
  await first.kill();
  const second = await startRedis({ ...optionsOf('redis'), port: first.port });
  const other = new Redis(second.url);
  expect(await other.get('key')).toBeNull();
  client.disconnect();
  other.disconnect();
  expect(await second.stop()).toMatchObject({ signal: null });
});

it('refuses a port where somebody else answers', async () => {
  const running = await startRedis(optionsOf('redis'));
  const { port } = running;
  const taken = new RegExp(`port ${port} of 127.0.0.1, which was asked for .*, cannot be used: .*EADDRINUSE`);
  await expect(startKafka({ ...optionsOf('refused'), port })).rejects.toThrow(taken);
  await expect(startRedis({ ...optionsOf('refused-redis'), port })).rejects.toThrow(taken);
  await running.stop();
});

it("tells Kafka's last lines where it cannot start", async () => {
  const options = optionsOf('unwritable');
  await (await startKafka(options)).stop();
  writeFileSync(join(options.dataDir, 'logs', 'meta.properties'), 'version=1\nnode.id=7\ncluster.id=other\n');
  const failure = await startKafka(options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProcessEndedError);
  expect((failure as Error).message).toMatch(/^Kafka ended with code 1\. The last lines of .*Stored node id 7/s);
});
