import type { Kafka } from 'kafkajs';
import {
  ReadPositionLostError,
  type Fetched,
  type FetchedPartition,
  type ReadableTopic,
  type TopicBounds,
} from '../outcomes/readable-topic';
import { fetchKeys, type FetchedKeys, type FetchingBroker } from './fetch-keys';
import { ownCluster } from './own-cluster';
import { topicIdOf } from './topic-metadata';

/** What of kafkajs's cluster is used here. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  removeBroker(broker: { readonly host: string; readonly port: number }): void;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Readonly<Record<string, readonly number[]>>;
  findBroker(node: { readonly nodeId: string }): Promise<FetchingBroker>;
  fetchTopicsOffset(questions: readonly OffsetQuestion[]): Promise<readonly { partitions: readonly OffsetAnswer[] }[]>;
}
interface OffsetQuestion {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number }[];
  readonly fromTimestamp?: number;
  readonly fromBeginning?: boolean;
}
interface OffsetAnswer {
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

/** What one fetch brings of one partition and of all, bytes: it is decoded in one go, ten times as much where the topic is compressed. */
const maxBytesPerPartition = 128 * 1024;
const maxBytes = 1024 * 1024;
const readUncommitted = 0;
const nothingSince = '-1';

/**
 * Reads a topic without a consumer group, of which kafkajs 2.2.4 has no public way: there is nobody to share it with, nothing
 * to commit, and joining a group takes seconds just after a broker was away.
 */
export class GrouplessReads implements ReadableTopic {
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

  /** The end is asked for first: what is appended in between lies behind it, and is read. */
  async bounds(sinceMs: number): Promise<TopicBounds> {
    return this.heedingFaults(async () => {
      await this.cluster.refreshMetadataIfNecessary();
      const ends = await this.offsets({ fromBeginning: false });
      const firsts = new Map(
        (await this.offsets({ fromTimestamp: sinceMs })).map((one) => [one.partition, one.offset]),
      );
      const partitions = ends.map(({ partition, offset }) => {
        const first = firsts.get(partition) ?? nothingSince;
        return { partition, first: Number(first === nothingSince ? offset : first), end: Number(offset) };
      });
      return { topicId: topicIdOf(this.topic), partitions };
    });
  }

  async fetch(positions: ReadonlyMap<number, number>): Promise<Fetched> {
    return this.heedingFaults(async () => {
      await this.cluster.refreshMetadataIfNecessary();
      const topicId = topicIdOf(this.topic);
      const leaders = this.cluster.findLeaderForPartitions(this.topic, this.partitions());
      const answers = await Promise.all(
        Object.entries(leaders).map(([nodeId, partitions]) => this.fetchFrom(nodeId, partitions, positions)),
      );
      return { topicId, partitions: withoutHoles(answers.flat()) };
    });
  }

  private async fetchFrom(
    nodeId: string,
    partitions: readonly number[],
    positions: ReadonlyMap<number, number>,
  ): Promise<FetchedPartition[]> {
    const broker = await this.cluster.findBroker({ nodeId });
    const from = (partition: number): number => positions.get(partition) ?? 0;
    const wanted = partitions.map((partition) => ({
      partition,
      fetchOffset: String(from(partition)),
      maxBytes: maxBytesPerPartition,
    }));
    const answers = await fetchKeys(broker, {
      maxWaitTime: 0,
      minBytes: 0,
      maxBytes,
      isolationLevel: readUncommitted,
      topics: [{ topic: this.topic, partitions: wanted }],
    });
    return answers.map((answer) => fetchedOf(answer, from(answer.partition)));
  }

  private partitions(): number[] {
    return this.cluster.findTopicPartitionMetadata(this.topic).map(({ partitionId }) => partitionId);
  }

  private async offsets(from: Pick<OffsetQuestion, 'fromTimestamp' | 'fromBeginning'>): Promise<OffsetAnswer[]> {
    const partitions = this.partitions().map((partition) => ({ partition }));
    const answers = await this.cluster.fetchTopicsOffset([{ topic: this.topic, partitions, ...from }]);
    return answers.flatMap((answer) => answer.partitions);
  }

  /** A broken connection is re-established, and leaders that have moved are found, by whoever asks next. */
  private async heedingFaults<T>(ask: () => Promise<T>): Promise<T> {
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
}

function fetchedOf({ partition, highWatermark, keys, next }: FetchedKeys, from: number): FetchedPartition {
  return { partition, from, next: Math.max(from, next ?? from), end: Number(highWatermark), keys };
}

/** Where a fetch brings nothing of any partition, what lies before their ends are batches that compaction has emptied. */
function withoutHoles(partitions: readonly FetchedPartition[]): FetchedPartition[] {
  const nothing = partitions.every(({ from, next }) => from === next);
  return partitions.map((one) => (nothing ? { ...one, next: Math.max(one.next, one.end) } : one));
}
