import type { Kafka } from 'kafkajs';
import {
  ReadPositionLostError,
  type Fetched,
  type FetchedPartition,
  type ReadableTopic,
  type TopicBounds,
} from '../outcomes/readable-topic';
import type { FetchedLog } from './fetch-log';
import { GrouplessTopic } from './groupless-topic';
import { readLog } from './log-records';

/** What one fetch brings, bytes: it is decoded in one go, ten times as much where the topic is compressed. It does not wait. */
const fetchLimits = { maxWaitMs: 0, maxBytesPerPartition: 128 * 1024, maxBytes: 1024 * 1024 };
const nothingSince = '-1';

/** Any part of a topic, as often as needed: the keys of its records. */
export class GrouplessReads implements ReadableTopic {
  private readonly topic: GrouplessTopic;

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

  /** The end is asked for first: what is appended in between lies behind it, and is read. */
  async bounds(sinceMs: number): Promise<TopicBounds> {
    return this.topic.heedingFaults(async () => {
      await this.topic.refresh();
      const topicId = await this.idAt(this.topic.leaders);
      const ends = await this.topic.offsets({ fromBeginning: false });
      const firsts = new Map(
        (await this.topic.offsets({ fromTimestamp: sinceMs })).map((one) => [one.partition, one.offset]),
      );
      const partitions = ends.map(({ partition, offset }) => {
        const first = firsts.get(partition) ?? nothingSince;
        return { partition, first: Number(first === nothingSince ? offset : first), end: Number(offset) };
      });
      return { topicId, partitions };
    });
  }

  async fetch(positions: ReadonlyMap<number, number>): Promise<Fetched> {
    return this.topic.heedingFaults(async () => {
      await this.topic.refresh();
      const { leaders } = this.topic;
      const answers = await Promise.all(
        [...leaders].map(([leader, partitions]) => this.fetchFrom(leader, partitions, positions)),
      );
      return { topicId: await this.idAt(leaders), partitions: withoutHoles(answers.flat()) };
    });
  }

  /** @throws ReadPositionLostError where one leader has heard that the topic was recreated, and another one has not */
  private async idAt(leaders: GrouplessTopic['leaders']): Promise<string | undefined> {
    const ids = await Promise.all([...leaders.keys()].map((leader) => this.topic.idAt(leader)));
    if (new Set(ids).size > 1) throw new ReadPositionLostError('the topic is being recreated');
    return ids[0];
  }

  private async fetchFrom(
    leader: string,
    partitions: readonly number[],
    positions: ReadonlyMap<number, number>,
  ): Promise<FetchedPartition[]> {
    const from = new Map(partitions.map((partition) => [partition, positions.get(partition) ?? 0]));
    const fetched = await this.topic.fetch(leader, from, fetchLimits);
    return Promise.all(fetched.map((one) => keysOf(one, from.get(one.partition) ?? 0)));
  }
}

async function keysOf({ partition, highWatermark, log }: FetchedLog, from: number): Promise<FetchedPartition> {
  const keys: string[] = [];
  const next = await readLog(log, (record) => {
    const key = record.key();
    if (key !== null) keys.push(key);
  });
  return { partition, from, next: Math.max(from, next ?? from), end: Number(highWatermark), keys };
}

/** Where a fetch brings nothing of any partition, what lies before their ends are batches that compaction has emptied. */
function withoutHoles(partitions: readonly FetchedPartition[]): FetchedPartition[] {
  const nothing = partitions.every(({ from, next }) => from === next);
  return partitions.map((one) => (nothing ? { ...one, next: Math.max(one.next, one.end) } : one));
}
