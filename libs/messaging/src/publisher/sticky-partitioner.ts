import { Partitioners, type ICustomPartitioner, type PartitionerArgs } from 'kafkajs';

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

/**
 * Records with a key go to the partition that every Kafka client computes (murmur2). Those of `spreadTopics`, names as they
 * are on the cluster, go anywhere, so that a send makes one record batch and not one a partition: ten records cost the
 * broker and both clients half as much then.
 */
export function stickyPartitioner(spreadTopics: readonly string[]): ICustomPartitioner {
  return () => {
    const byKey = Partitioners.DefaultPartitioner();
    const anywhere = new Map(spreadTopics.map((topic) => [topic, new StickyPartition()]));
    return (args) => args.message.partition ?? anywhere.get(args.topic)?.of(args) ?? byKey(args);
  };
}
