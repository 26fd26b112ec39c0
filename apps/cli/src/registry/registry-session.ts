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
  /** Publishes records to one topic and waits for every in-sync replica; `null` writes a tombstone. */
  readonly publish: (
    topic: string,
    records: readonly { readonly key: string; readonly value: unknown }[],
  ) => Promise<void>;
}

async function publish(
  kafka: Kafka,
  system: System,
  topic: string,
  records: Parameters<RegistrySession['publish']>[1],
) {
  const producer = await connectProducer(kafka);
  try {
    const messages = records.map(({ key, value }) => ({ key, value: value === null ? null : JSON.stringify(value) }));
    await producer.send({ topic: topicName(system, topic), acks: -1, messages });
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
    return await work({ views, reader, publish: (topic, records) => publish(kafka, system, topic, records) });
  } finally {
    await reader.close();
  }
}
