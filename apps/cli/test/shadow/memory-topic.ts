import { ReadPositionLostError, type DatedTopic } from '@harmonybatch/messaging/client';
import { logRecord } from './log-record';

type Fetched = Awaited<ReturnType<DatedTopic['fetch']>>[number];

/** A record in memory; its key names its app. */
export interface Appended {
  readonly key: string;
  readonly timestampMs: number;
}

/** A topic in memory, all of it led by one broker. A fetch brings few records of each partition. */
export class MemoryTopic implements DatedTopic {
  readonly topicId = undefined;
  /** Offset of the first record that each partition still has. */
  readonly lows: number[];
  /** Called before each fetch, with the partitions that are asked for. */
  onFetch: (partitions: readonly number[]) => void | Promise<void> = () => undefined;
  fetches = 0;

  constructor(
    readonly partitions: Appended[][],
    private readonly mostPerFetch = 3,
  ) {
    this.lows = partitions.map(() => 0);
  }

  async connect(): Promise<void> {}
  async close(): Promise<void> {}
  async refresh(): Promise<void> {}

  get leaders(): ReadonlyMap<string, readonly number[]> {
    return new Map([['0', this.partitions.map((_, partition) => partition)]]);
  }

  async ranges(): Promise<ReadonlyMap<number, { readonly first: number; readonly end: number }>> {
    return new Map(
      this.partitions.map((records, partition) => [partition, { first: this.lows[partition]!, end: records.length }]),
    );
  }

  async offsetsSince(atMs: number): Promise<ReadonlyMap<number, number>> {
    const found = this.partitions.map((records) => records.findIndex(({ timestampMs }) => timestampMs >= atMs));
    return new Map(found.flatMap((offset, partition) => (offset < 0 ? [] : [[partition, offset] as const])));
  }

  async fetch(_leader: string, positions: ReadonlyMap<number, number>): Promise<readonly Fetched[]> {
    this.fetches += 1;
    await this.onFetch([...positions.keys()]);
    return [...positions].map(([partition, from]) => {
      if (from < this.lows[partition]!) throw new ReadPositionLostError('cut off');
      const records = this.partitions[partition]!.slice(from, from + this.mostPerFetch);
      const read: Fetched['read'] = async (take) => {
        records.forEach((record, at) => take(logRecord({ ...record, offset: from + at })));
        return from + records.length;
      };
      return { partition, from, read };
    });
  }
}
