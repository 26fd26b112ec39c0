import type { Kafka } from 'kafkajs';
import { ReadPositionLostError } from '../outcomes/readable-topic';
import { fetchLog, type FetchedLog, type FetchingBroker } from './fetch-log';
import { ownCluster } from './own-cluster';

/** What of kafkajs's cluster is used here. */
interface Cluster {
  readonly brokerPool: { readonly metadata: ClusterMetadata | null };
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  removeBroker(broker: { readonly host: string; readonly port: number }): void;
  findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[];
  findBroker(node: { readonly nodeId: string }): Promise<FetchingBroker & DescribingBroker>;
  fetchTopicsOffset(questions: readonly OffsetQuestion[]): Promise<readonly { partitions: readonly OffsetAnswer[] }[]>;
}
/** What of kafkajs's broker is used here. */
interface DescribingBroker {
  metadata(topics: readonly string[]): Promise<ClusterMetadata>;
}
interface ClusterMetadata {
  /** The id is there where the brokers tell it, which `topic-metadata.ts` asks them for. */
  readonly topicMetadata: readonly { readonly topic: string; readonly topicId?: string }[];
}
interface PartitionMetadata {
  readonly partitionId: number;
  readonly leader: number;
}
/** From a time on (epoch ms), from the first record, or from the end. */
export type OffsetTerms =
  { readonly fromTimestamp: number } | { readonly fromBeginning: true } | { readonly fromBeginning: false };
type OffsetQuestion = OffsetTerms & {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number }[];
};
export interface OffsetAnswer {
  readonly partition: number;
  readonly offset: string;
}
/** What kafkajs throws. */
interface Fault extends Error {
  /** Kafka's own word for the error, where a broker answered with one. */
  readonly type?: string;
  readonly host?: string;
  readonly port?: number;
}

/** How much one fetch may bring, and how long it may wait for it. */
export interface FetchLimits {
  /** How long the broker may hold back an answer that brings nothing, ms. */
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
  readonly maxBytes: number;
}

const readUncommitted = 0;
/** What stands for the leader of partitions that have none. */
export const nobody = '-1';

/**
 * A topic that is read without a consumer group, of which kafkajs 2.2.4 has no public way: there is nobody to share it with, nothing
 * to commit, and joining a group takes seconds just after a broker was away.
 */
export class GrouplessTopic {
  private readonly cluster: Cluster;

  /** @param topic its name on the cluster */
  constructor(
    kafka: Kafka,
    private readonly topic: string,
  ) {
    this.cluster = ownCluster<Cluster>(kafka);
  }

  async connect(): Promise<void> {
    await this.cluster.connect();
    await this.cluster.addTargetTopic(this.topic);
    this.partitions();
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }

  /** Looks up partitions, leaders and the topic's id where what is known of them is old. */
  refresh(): Promise<void> {
    return this.cluster.refreshMetadataIfNecessary();
  }

  /** The id that the cluster gave it; undefined where the brokers do not tell. One that is deleted and recreated has another. */
  get topicId(): string | undefined {
    return this.idIn(this.cluster.brokerPool.metadata);
  }

  /**
   * Asks a broker for the topic's id. Brokers hear of changes in their order, so what one says of a topic between two answers with the
   * same id is of that topic; metadata that another one has answered with, or seconds ago, do not tell this.
   */
  async idAt(leader: string): Promise<string | undefined> {
    const broker = await this.cluster.findBroker({ nodeId: leader });
    return this.idIn(await broker.metadata([this.topic]));
  }

  /** The partitions by the id of the broker that leads them, those that nobody leads now by `nobody`. */
  get leaders(): ReadonlyMap<string, readonly number[]> {
    const leaders = new Map<string, number[]>();
    for (const { partitionId, leader } of this.cluster.findTopicPartitionMetadata(this.topic))
      leaders.set(String(leader), [...(leaders.get(String(leader)) ?? []), partitionId]);
    return leaders;
  }

  async offsets(terms: OffsetTerms): Promise<OffsetAnswer[]> {
    const partitions = this.partitions().map((partition) => ({ partition }));
    const answers = await this.cluster.fetchTopicsOffset([{ topic: this.topic, partitions, ...terms }]);
    return answers.flatMap((answer) => answer.partitions);
  }

  /** Fetches from one broker what lies from `from` on (offset by partition, in the order in which they may fill the answer). */
  async fetch(leader: string, from: ReadonlyMap<number, number>, limits: FetchLimits): Promise<readonly FetchedLog[]> {
    const broker = await this.cluster.findBroker({ nodeId: leader });
    const partitions = [...from].map(([partition, offset]) => ({
      partition,
      fetchOffset: String(offset),
      maxBytes: limits.maxBytesPerPartition,
    }));
    return fetchLog(broker, {
      maxWaitTime: limits.maxWaitMs,
      minBytes: 1,
      maxBytes: limits.maxBytes,
      isolationLevel: readUncommitted,
      topics: [{ topic: this.topic, partitions }],
    });
  }

  /**
   * A broken connection is re-established, and leaders that have moved are found, by whoever asks next.
   * @throws ReadPositionLostError where a position lies outside of what the topic holds
   */
  async heedingFaults<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const { name, type, host, port } = error as Fault;
      if (host !== undefined && port !== undefined) this.cluster.removeBroker({ host, port });
      if (type === undefined && name !== 'KafkaJSTopicMetadataNotLoaded') throw error;
      await this.cluster.refreshMetadata();
      if (name === 'KafkaJSOffsetOutOfRange')
        throw new ReadPositionLostError('the topic was truncated or recreated', { cause: error });
      throw error;
    }
  }

  private idIn(metadata: ClusterMetadata | null): string | undefined {
    return metadata?.topicMetadata.find(({ topic }) => topic === this.topic)?.topicId;
  }

  private partitions(): number[] {
    return this.cluster.findTopicPartitionMetadata(this.topic).map(({ partitionId }) => partitionId);
  }
}
