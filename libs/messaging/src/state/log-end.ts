import type { Admin } from 'kafkajs';

/** What one partition of a topic holds: its first offset and the one that its next record gets. */
export interface PartitionRange {
  /** Name on the cluster. */
  readonly topic: string;
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** What every partition of the topics (names on the cluster) holds now. */
export async function rangesOf(
  admin: Pick<Admin, 'fetchTopicOffsets'>,
  topics: readonly string[],
): Promise<PartitionRange[]> {
  const ranges: PartitionRange[] = [];
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      ranges.push({ topic, partition, low: Number(low), high: Number(high) });
  }
  return ranges;
}

const keyOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** The ends that topics had when they began to be read: which of them still lie ahead. */
export class LogEnd {
  private readonly ahead: Map<string, number>;

  constructor(ranges: readonly PartitionRange[]) {
    const filled = ranges.filter(({ low, high }) => high > low);
    this.ahead = new Map(filled.map(({ topic, partition, high }) => [keyOf(topic, partition), high]));
  }

  get reached(): boolean {
    return this.ahead.size === 0;
  }

  /** Partitions whose end was not reached, as `topic/partition`. */
  get missing(): string[] {
    return [...this.ahead.keys()];
  }

  /** Everything up to and with `lastOffset` was read. */
  read(topic: string, partition: number, lastOffset: number): void {
    const key = keyOf(topic, partition);
    const end = this.ahead.get(key);
    if (end !== undefined && lastOffset >= end - 1) this.ahead.delete(key);
  }
}
