import type { Tombstone, TopicRecord } from '@harmonybatch/contracts';
import type { Kafka } from 'kafkajs';
import type { CommandContext } from '../context';
import { findSystem, type System } from '../system/find-system';
import { connectProducer, kafkaOf, topicName } from '../system/kafka';
import { SystemReader } from '../system/system-reader';
import { RegistryViews } from './registry-views';

/** A command's connection to the running system: its registry and plans read to the end and followed since. */
export interface RegistrySession {
  readonly views: RegistryViews;
  readonly reader: SystemReader;
  readonly system: System;
  readonly kafka: Kafka;
  /** Publishes records, and waits for every in-sync replica. */
  readonly publish: (records: readonly (TopicRecord | Tombstone)[]) => Promise<void>;
}

async function publish(kafka: Kafka, system: System, records: readonly (TopicRecord | Tombstone)[]): Promise<void> {
  const producer = await connectProducer(kafka);
  try {
    const topicMessages = records.map(({ topic, key, value }) => ({
      topic: topicName(system, topic),
      messages: [{ key, value }],
    }));
    await producer.sendBatch({ acks: -1, topicMessages });
  } finally {
    await producer.disconnect();
  }
}

/**
 * Runs `work` on the system that environment or folder name, and lets go of it afterwards.
 * @throws Refusal where no system is found or it does not answer
 */
export async function withRegistry<T>(
  context: CommandContext,
  work: (session: RegistrySession) => Promise<T>,
): Promise<T> {
  const system = findSystem(context.env, context.folder);
  const kafka = kafkaOf(system);
  const views = new RegistryViews();
  const reader = await SystemReader.open(kafka, system, views.subscriptions());
  try {
    await reader.caughtUp();
    return await work({ views, reader, system, kafka, publish: (records) => publish(kafka, system, records) });
  } finally {
    await reader.close();
  }
}
