import type { Admin, Kafka } from 'kafkajs';
import type { TopicContract } from '@harmonybatch/contracts';
import {
  checkTopicConfigs,
  ensureTopics,
  lackingRights,
  TopicsRefusedError,
  type KafkaOptions,
  type TopicConfigFault,
} from '@harmonybatch/messaging';
import { checkPartitions } from '../config/check-partitions';
import { ConfigError } from '../config/read-config';
import type { ServiceLogger } from '../observability/logger';

/**
 * Creates the topics that are missing, checks those that were there, and what the service may do with them. Throws `ConfigError` where the service must not begin.
 * @returns the id of the cluster
 */
export async function prepareTopics(
  kafka: Kafka,
  settings: KafkaOptions,
  service: string,
  topics: readonly TopicContract[],
  logger: ServiceLogger,
): Promise<string> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { created, mismatches } = await ensureTopics(admin, settings, topics);
    if (created.length > 0) logger.info({ created }, 'topics were created');
    const lacking = await lackingRights(kafka, { topicPrefix: settings.topicPrefix, service }, topics);
    if (lacking.length > 0) throw new ConfigError(lacking);
    for (const { topic, actual, expected } of checkPartitions(mismatches))
      logger.warn(
        { topic, partitions: actual, expectedPartitions: expected },
        'a topic has an unexpected partition count',
      );
    await checkSettings(admin, settings, topics, logger);
    return (await admin.describeCluster()).clusterId;
  } catch (error) {
    throw error instanceof TopicsRefusedError ? new ConfigError(error.problems) : error;
  } finally {
    await admin.disconnect();
  }
}

/** Existing topics may be configured so that records would be lost: then the service does not start. */
async function checkSettings(
  admin: Admin,
  settings: KafkaOptions,
  topics: readonly TopicContract[],
  logger: ServiceLogger,
): Promise<void> {
  let faults: readonly TopicConfigFault[];
  try {
    faults = await checkTopicConfigs(admin, settings, topics);
  } catch (error) {
    logger.warn({ err: error }, 'topic configs could not be read: grant this client DescribeConfigs on the topics');
    return;
  }
  const refused = faults.filter(({ kind }) => kind === 'refused');
  if (refused.length > 0) throw new ConfigError(refused.map(({ problem, fix }) => `${problem}; fix it with: ${fix}`));
  for (const { problem, fix } of faults) logger.warn({ mend: fix }, problem);
}
