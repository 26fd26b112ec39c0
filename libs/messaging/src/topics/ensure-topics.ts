import type { Admin, ITopicConfig, ITopicMetadata } from 'kafkajs';
import { limits, type TopicContract } from '@harmonybatch/contracts';
import type { KafkaSettings } from '../settings/kafka-settings';
import { prefixed } from './topic-names';

export interface PartitionDifference {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  readonly expected: number;
  readonly actual: number;
}

export interface EnsuredTopics {
  /** Names, without prefix, of the topics that this call found missing. */
  readonly created: readonly string[];
  /** Topics that were there with another partition count; nothing was done to them. */
  readonly differing: readonly PartitionDifference[];
}

const leaderPollMs = 100;
const leaderDeadlineMs = 30_000;

const partitionsOf = (topic: TopicContract, settings: KafkaSettings): number =>
  topic.partitions === 'one' ? 1 : settings.partitions;

function topicConfig(topic: TopicContract, settings: KafkaSettings): ITopicConfig {
  return {
    topic: prefixed(settings.topicPrefix, topic.name),
    numPartitions: partitionsOf(topic, settings),
    replicationFactor: settings.replicationFactor,
    configEntries: [
      { name: 'cleanup.policy', value: topic.cleanup },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'max.message.bytes', value: String(limits.maxRecordBytes) },
      ...(topic.retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(topic.retentionMs) }]),
    ],
  };
}

const hasLeaders = (metadata: ITopicMetadata): boolean =>
  metadata.partitions.length > 0 && metadata.partitions.every((partition) => partition.leader >= 0);

/** Topics that another process has just created are known to the controller before all brokers know their leaders. */
async function waitForLeaders(admin: Admin, names: string[]): Promise<ITopicMetadata[]> {
  const deadlineMs = performance.now() + leaderDeadlineMs;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      if (topics.length === names.length && topics.every(hasLeaders)) return topics;
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
    }
    if (performance.now() > deadlineMs)
      throw new Error(`no leaders after ${leaderDeadlineMs} ms for some of ${names.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, leaderPollMs));
  }
}

/**
 * Creates the topics that are missing and waits until all have leaders. Several services may do so at once.
 * Existing topics are never changed: another partition count is reported.
 */
export async function ensureTopics(
  admin: Admin,
  settings: KafkaSettings,
  topics: readonly TopicContract[],
): Promise<EnsuredTopics> {
  if (topics.length === 0) return { created: [], differing: [] };
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(prefixed(settings.topicPrefix, topic.name)));
  if (missing.length > 0) {
    await admin.createTopics({
      topics: missing.map((topic) => topicConfig(topic, settings)),
      waitForLeaders: false,
      timeout: leaderDeadlineMs,
    });
  }
  const names = topics.map((topic) => prefixed(settings.topicPrefix, topic.name));
  const metadata = new Map(
    (await waitForLeaders(admin, names)).map(({ name, partitions }) => [name, partitions.length]),
  );
  const differing = topics.flatMap((topic) => {
    const expected = partitionsOf(topic, settings);
    const actual = metadata.get(prefixed(settings.topicPrefix, topic.name)) ?? 0;
    return actual === expected ? [] : [{ topic: topic.name, expected, actual }];
  });
  return { created: missing.map((topic) => topic.name), differing };
}
