import type { Kafka } from 'kafkajs';
import type { DatedTopic, FollowedPartition } from '../outcomes/followed-topic';
import type { FetchedLog } from './fetch-log';
import { GrouplessTopic, nobody } from './groupless-topic';
import { readLog } from './log-records';

const mebibyte = 1024 * 1024;
const nothingSince = '-1';
/** How long the broker holds back an answer that brings nothing: as long a process waits for it when it ends. */
const fetchLimits = { maxWaitMs: 250, maxBytesPerPartition: mebibyte, maxBytes: 8 * mebibyte };

/** A topic that is followed without a consumer group. */
export class GrouplessFollower implements DatedTopic {
  private readonly topic: GrouplessTopic;
  private turn = 0;

  /** @param topic its name on the cluster */
  constructor(kafka: Kafka, topic: string) {
    this.topic = new GrouplessTopic(kafka, topic);
  }

  connect(): Promise<void> {
    return this.topic.connect();
  }

  close(): Promise<void> {
    return this.topic.close();
  }

  refresh(): Promise<void> {
    return this.topic.refresh();
  }

  get topicId(): string | undefined {
    return this.topic.topicId;
  }

  get leaders(): ReadonlyMap<string, readonly number[]> {
    return new Map([...this.topic.leaders].filter(([leader]) => leader !== nobody));
  }

  ranges(): Promise<ReadonlyMap<number, { readonly first: number; readonly end: number }>> {
    return this.topic.heedingFaults(async () => {
      const ends = await this.topic.offsets({ fromBeginning: false });
      const firsts = new Map(
        (await this.topic.offsets({ fromBeginning: true })).map(({ partition, offset }) => [partition, Number(offset)]),
      );
      return new Map(
        ends.map(({ partition, offset }) => [partition, { first: firsts.get(partition) ?? 0, end: Number(offset) }]),
      );
    });
  }

  offsetsSince(atMs: number): Promise<ReadonlyMap<number, number>> {
    return this.topic.heedingFaults(async () => {
      const since = await this.topic.offsets({ fromTimestamp: atMs });
      return new Map(
        since
          .filter(({ offset }) => offset !== nothingSince)
          .map(({ partition, offset }) => [partition, Number(offset)]),
      );
    });
  }

  async fetch(
    leader: string,
    positions: ReadonlyMap<number, number>,
    maxBytesPerPartition: number = fetchLimits.maxBytesPerPartition,
  ): Promise<readonly FollowedPartition[]> {
    const from = this.inTurn(positions);
    const limits = { ...fetchLimits, maxBytesPerPartition };
    const fetched = await this.topic.heedingFaults(() => this.topic.fetch(leader, from, limits));
    return fetched.map((one) => followed(one, from.get(one.partition) ?? 0));
  }

  /** An answer is filled from the front: one partition with much in it would keep the others waiting. */
  private inTurn(positions: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
    const all = [...positions];
    const first = this.turn++ % Math.max(1, all.length);
    return new Map([...all.slice(first), ...all.slice(0, first)]);
  }
}

/** A batch begins before the offset that was asked for where that lies in its midst. */
const followed = ({ partition, log }: FetchedLog, from: number): FollowedPartition => ({
  partition,
  from,
  read: async (take) => {
    const next = await readLog(log, (record) => {
      if (record.offset >= from) take(record);
    });
    return Math.max(from, next ?? from);
  },
});
