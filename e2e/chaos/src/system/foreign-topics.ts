import { setTimeout as sleep } from 'node:timers/promises';
import { maxRecordBytesOf, topics } from '@harmonybatch/contracts';
import type { Admin, IResourceConfigEntry, ITopicConfig, Kafka } from 'kafkajs';

const doorPartitions = 7;
const addedPartitions = 2;
/** As many as services would make. */
const innerPartitions = 12;
const retryMs = 50;
const maxAttempts = 200;

interface ForeignTopic {
  readonly name: string;
  readonly partitions: number;
  /** `producer`: as whoever writes wants. */
  readonly compression: string;
}

/** Whatever is read from them is compressed by the broker, or by whoever wrote it. */
const foreignTopics: readonly ForeignTopic[] = [
  { name: topics.inferenceRequested.name, partitions: doorPartitions, compression: 'producer' },
  { name: topics.inferenceAccepted.name, partitions: innerPartitions, compression: 'lz4' },
  { name: topics.batchReady.name, partitions: innerPartitions, compression: 'snappy' },
  { name: topics.inferenceCompleted.name, partitions: innerPartitions, compression: 'gzip' },
];

/** Small segments that are kept for half an hour, where services keep them for days. */
const configOf = ({ name, compression }: ForeignTopic): IResourceConfigEntry[] => [
  { name: 'compression.type', value: compression },
  { name: 'message.timestamp.type', value: 'LogAppendTime' },
  { name: 'max.message.bytes', value: String(maxRecordBytesOf(name)) },
  { name: 'segment.bytes', value: String(maxRecordBytesOf(name)) },
  { name: 'retention.ms', value: String(30 * 60_000) },
];

/** Topics are there before the services are, as an operator makes them who has habits of his own. */
export async function createForeignTopics(kafka: Kafka, prefix: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const wanted = foreignTopics.map((topic) => ({
      topic: `${prefix}${topic.name}`,
      numPartitions: topic.partitions,
      configEntries: configOf(topic),
    }));
    // A broker that has just started does not know its controller yet. Services wait for the leaders.
    for (let attempt = 1; !(await isDone(() => create(admin, wanted))); attempt += 1) {
      if (attempt === maxAttempts) throw new Error('the topics of others could not be made');
      await sleep(retryMs);
    }
  });
}

/** Adds partitions to a topic that is in use. */
export async function addPartitions(kafka: Kafka, topic: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const count = (await partitionsOf(admin, topic)) + addedPartitions;
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
  });
}

/** Deletes the topic of requests while it is in use, and makes it anew; resolves when the new one is there. */
export async function recreateTopic(kafka: Kafka, topic: string): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const numPartitions = await partitionsOf(admin, topic);
    await admin.deleteTopics({ topics: [topic] });
    const wanted = [{ topic, numPartitions, configEntries: configOf(foreignTopics[0]!) }];
    // It is being deleted for a moment; and a service that is starting makes what it misses, and may be the first.
    while (!(await isDone(() => create(admin, wanted))) && !(await isThere(admin, topic))) await sleep(retryMs);
  });
}

/** Who waits for leaders in kafkajs's way may fail after the topics were made, and is told from then on that they are there. */
const create = (admin: Admin, topics: ITopicConfig[]): Promise<boolean> =>
  admin.createTopics({ topics, waitForLeaders: false });

async function isDone(act: () => Promise<boolean>): Promise<boolean> {
  try {
    return await act();
  } catch {
    return false;
  }
}

async function isThere(admin: Admin, topic: string): Promise<boolean> {
  return (await admin.listTopics()).includes(topic);
}

async function partitionsOf(admin: Admin, topic: string): Promise<number> {
  const [metadata] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
  return metadata?.partitions.length ?? 0;
}

async function withAdmin(kafka: Kafka, use: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await use(admin);
  } finally {
    await admin.disconnect();
  }
}
