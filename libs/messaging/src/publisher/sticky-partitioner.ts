import { Partitioners, type ICustomPartitioner, type PartitionerArgs } from 'kafkajs';
import { murmur2 } from './murmur2';

/** Records of one send that stay together at most: more would be a burst for whoever reads that partition. */
const maxStickyRecords = 64;

/** Sticky partitioning: all records of a send go to one partition, those of the next one to the next. */
class StickyPartition {
  private turn = Math.floor(Math.random() * 1024);
  private count = 0;
  private sendIsOver = true;

  of({ partitionMetadata }: PartitionerArgs): number {
    if (this.sendIsOver || this.count === maxStickyRecords) this.advance();
    this.count += 1;
    const led = partitionMetadata.filter(({ leader }) => leader >= 0);
    const candidates = led.length > 0 ? led : partitionMetadata;
    return candidates[this.turn % candidates.length]!.partitionId;
  }

  private advance(): void {
    this.turn += 1;
    this.count = 0;
    this.sendIsOver = false;
    // kafkajs asks for all records of a send and a topic in one go.
    queueMicrotask(() => (this.sendIsOver = true));
  }
}

/** Kafka's clients take 31 bits of the hash. */
const partitionOfKey = (key: Buffer | string, partitions: number): number =>
  (murmur2(Buffer.isBuffer(key) ? key : Buffer.from(key)) & 0x7fffffff) % partitions;

/**
 * Records with a key go to the partition that every Kafka client computes (murmur2). Those of `spreadTopics`, names as they
 * are on the cluster, go anywhere, so that a send makes one record batch and not one a partition: ten records cost the
 * broker and both clients half as much then.
 */
export function stickyPartitioner(spreadTopics: readonly string[]): ICustomPartitioner {
  return () => {
    const withoutKey = Partitioners.DefaultPartitioner();
    const anywhere = new Map(spreadTopics.map((topic) => [topic, new StickyPartition()]));
    return (args) => {
      const { topic, partitionMetadata, message } = args;
      const chosen = message.partition ?? anywhere.get(topic)?.of(args);
      if (chosen !== undefined) return chosen;
      if (message.key === undefined || message.key === null) return withoutKey(args);
      return partitionOfKey(message.key, partitionMetadata.length);
    };
  };
}
