import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { createKafka, ensureTopics, type KafkaOptions, type MessagingLog } from '@harmonybatch/messaging';

const doNothing = (): void => undefined;

/** A topic that was just made answers with faults until its leaders are there: what matters is told by rejections. */
const noLog: MessagingLog = { debug: doNothing, info: doNothing, warn: doNothing, error: doNothing };

/** Partitions of every topic that carries requests: the services' default. */
export const partitions = 12;

export const kafkaSettings = (brokers: string, topicPrefix: string): KafkaOptions => ({
  brokers: brokers.split(','),
  clientId: 'bench',
  topicPrefix,
  partitions,
  replicationFactor: 1,
  sessionTimeoutMs: 6_000,
});

export const newPrefix = (name: string): string => `bench-${name}-${randomBytes(4).toString('hex')}.`;

/** kafkajs as the services have it. */
export const patchedKafka = (brokers: string): Kafka => createKafka(kafkaSettings(brokers, ''), noLog);

/** The topics of a chain, made by the services' own contracts: the same partitions, time stamps and limits for all. */
export const chainTopics = [
  topics.inferenceRequested,
  topics.inferenceAccepted,
  topics.batchReady,
  topics.inferenceCompleted,
];

export async function createTopics(brokers: string, prefix: string, contracts: Parameters<typeof ensureTopics>[2]) {
  const admin = patchedKafka(brokers).admin();
  await admin.connect();
  try {
    await ensureTopics(admin, kafkaSettings(brokers, prefix), contracts);
  } finally {
    await admin.disconnect();
  }
}

/** Topics of a chain that is over are removed, so that the broker does not look after them any more. */
export async function removeTopics(brokers: string, prefix: string): Promise<void> {
  const admin = patchedKafka(brokers).admin();
  await admin.connect();
  try {
    const names = await admin.listTopics();
    await admin.deleteTopics({ topics: names.filter((name) => name.startsWith(prefix)) });
  } finally {
    await admin.disconnect();
  }
}
