import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaJSAggregateError, type Admin, type ITopicConfig } from 'kafkajs';
import { limits, type TopicContract } from '@harmonybatch/contracts';
import { errorText, isRightRefused } from '../settings/access-fault';
import type { KafkaOptions } from '../settings/kafka-options';
import { brokerCount, replicationFault, replicationFor, type Replication } from './replication';
import { prefixed } from './topic-names';

export interface PartitionCountMismatch {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  readonly expected: number;
  readonly actual: number;
}

export interface EnsuredTopics {
  /** Names, without prefix, of the topics that this call found missing. */
  readonly created: readonly string[];
  /** Topics that were there with another partition count; nothing was done to them. */
  readonly mismatches: readonly PartitionCountMismatch[];
}

/** The topics cannot be as they should; each problem says why and how to fix it. */
export class TopicsRefusedError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'TopicsRefusedError';
  }
}

const leaderPollMs = 100;
const leaderTimeoutMs = 30_000;

const partitionsOf = (topic: TopicContract, settings: KafkaOptions): number =>
  topic.partitions === 'one' ? 1 : settings.partitions;

function topicConfig(topic: TopicContract, settings: KafkaOptions, { factor, minInsync }: Replication): ITopicConfig {
  return {
    topic: prefixed(settings.topicPrefix, topic.name),
    numPartitions: partitionsOf(topic, settings),
    replicationFactor: factor,
    configEntries: [
      { name: 'cleanup.policy', value: topic.cleanup },
      { name: 'message.timestamp.type', value: 'LogAppendTime' },
      { name: 'max.message.bytes', value: String(topic.maxRecordBytes ?? limits.maxRecordBytes) },
      // Whoever sends may compress: the broker then sees how large it really is, and unpacks it once for all readers.
      { name: 'compression.type', value: 'uncompressed' },
      { name: 'min.insync.replicas', value: String(minInsync) },
      ...(topic.retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(topic.retentionMs) }]),
    ],
  };
}

/**
 * A topic that was just created is named in the metadata before its leaders serve it, and whatever is sent until then is
 * refused for some partitions and written for others. Asking for its ends asks every leader.
 * @param name on the cluster
 * @param deadlineMs on the monotonic clock
 * @returns how many partitions it has
 */
export async function waitForLeaders(admin: Admin, name: string, deadlineMs: number): Promise<number> {
  for (;;) {
    try {
      await admin.fetchTopicMetadata({ topics: [name] }); // the leaders as they are now
      const partitions = await admin.fetchTopicOffsets(name);
      if (partitions.length > 0) return partitions.length;
    } catch (error) {
      if (isRightRefused(error)) throw new TopicsRefusedError([`topic ${name}: ${errorText(error)}`]);
      if (performance.now() > deadlineMs) {
        throw new Error(`no leaders for ${name} within ${leaderTimeoutMs} ms`, { cause: error });
      }
    }
    await sleep(leaderPollMs);
  }
}

async function createTopics(admin: Admin, settings: KafkaOptions, missing: readonly TopicContract[]): Promise<void> {
  const brokers = await brokerCount(admin);
  const replication = replicationFor(settings, brokers);
  const fault = replicationFault(replication, brokers);
  if (fault !== null) throw new TopicsRefusedError([fault]);
  try {
    await admin.createTopics({
      topics: missing.map((topic) => topicConfig(topic, settings, replication)),
      waitForLeaders: false,
      timeout: leaderTimeoutMs,
    });
  } catch (error) {
    throw error instanceof KafkaJSAggregateError ? new TopicsRefusedError(error.errors.map(refusalOf)) : error;
  }
}

const refusalOf = (error: Error | string): string => {
  if (typeof error === 'string') return error;
  const topic = 'topic' in error ? String(error.topic) : 'a topic';
  return `topic ${topic} could not be created: ${errorText(error)}`;
};

/**
 * Creates the topics that are missing and waits until all have leaders. Several services may do so at once.
 * Existing topics are never changed: another partition count is reported.
 * @throws TopicsRefusedError where Kafka creates no such topics, or shows them to others alone
 */
export async function ensureTopics(
  admin: Admin,
  settings: KafkaOptions,
  topics: readonly TopicContract[],
): Promise<EnsuredTopics> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(prefixed(settings.topicPrefix, topic.name)));
  if (missing.length > 0) await createTopics(admin, settings, missing);
  const deadlineMs = performance.now() + leaderTimeoutMs;
  const mismatches: PartitionCountMismatch[] = [];
  for (const topic of topics) {
    const expected = partitionsOf(topic, settings);
    const actual = await waitForLeaders(admin, prefixed(settings.topicPrefix, topic.name), deadlineMs);
    if (actual !== expected) mismatches.push({ topic: topic.name, expected, actual });
  }
  return { created: missing.map((topic) => topic.name), mismatches };
}
