import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { GrouplessFollower } from '../kafkajs/groupless-follower';
import type { LogRecord } from '../kafkajs/log-records';
import { prefixed } from '../topics/topic-names';
import type { DatedTopic } from './followed-topic';
import { ReadPositionLostError } from './readable-topic';

/** Where an outcome lies. */
export interface OutcomePlace {
  readonly partition: number;
  readonly offset: number;
}

/** An outcome as it lies there. */
export interface StoredOutcome {
  readonly key: string | null;
  readonly text: string;
}

/** Told of an outcome; the record is another one when the call returns. Must not throw. */
type Take = (record: LogRecord, partition: number) => void;

/** How far back each turn reads, share of the whole: what was written last is known first. */
const turns = [1 / 64, 1 / 16, 1 / 4, 1];
/** Of a fetch for a single outcome: its batch, and not much of what lies behind it. */
const oneBatchBytes = 16 * 1024;
const attempts = 3;

/** Outcomes that were written before: all since a time, or a single one by its place. Without a consumer group. */
export class PastOutcomes {
  constructor(private readonly topic: DatedTopic) {}

  /** Those of a deployment. It connects nowhere yet. */
  static of(kafka: Kafka, topicPrefix: string): PastOutcomes {
    return new PastOutcomes(new GrouplessFollower(kafka, prefixed(topicPrefix, topics.inferenceCompleted.name)));
  }

  /** Rejects where no broker can be reached, or the topic is not there. */
  connect(): Promise<void> {
    return this.topic.connect();
  }

  close(): Promise<void> {
    return this.topic.close();
  }

  /**
   * Hands over what was appended in the `forMs` before `nowMs` (epoch ms) and since then, up to the ends that partitions have now, the
   * last part of it first.
   * @throws kafkajs's own errors, and where a partition has no leader: what was handed over comes again then, by another call
   */
  async read(nowMs: number, forMs: number, take: Take, signal: AbortSignal): Promise<void> {
    let ends = new Map([...(await this.topic.ranges())].map(([partition, { end }]) => [partition, end]));
    for (const share of turns) {
      const since = await this.topic.offsetsSince(Math.floor(nowMs - share * forMs));
      const starts = new Map(
        [...ends].map(([partition, end]) => [partition, Math.min(since.get(partition) ?? end, end)]),
      );
      await this.readBetween(starts, ends, take, signal);
      ends = starts;
    }
  }

  /** The outcome that lies there; null where none does any more. @throws kafkajs's own errors, where its broker cannot be reached */
  async at(place: OutcomePlace): Promise<StoredOutcome | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.topic.refresh();
        return await this.stored(place);
      } catch (error) {
        if (error instanceof ReadPositionLostError) return null;
        if (attempt === attempts) throw error;
      }
    }
  }

  private async stored({ partition, offset }: OutcomePlace): Promise<StoredOutcome | null> {
    let found: StoredOutcome | null = null;
    const leader = this.leaderOf(partition);
    for (const { read } of await this.topic.fetch(leader, new Map([[partition, offset]]), oneBatchBytes))
      await read((record) => {
        if (record.offset === offset) found = { key: record.key(), text: record.value()?.toString('utf8') ?? '' };
      });
    return found;
  }

  private async readBetween(
    starts: ReadonlyMap<number, number>,
    ends: ReadonlyMap<number, number>,
    take: Take,
    signal: AbortSignal,
  ): Promise<void> {
    const ahead = new Map([...starts].filter(([partition, start]) => start < ends.get(partition)!));
    while (ahead.size > 0 && !signal.aborted) {
      await this.topic.refresh();
      const byLeader = new Map<string, Map<number, number>>();
      for (const [partition, at] of ahead) {
        const leader = this.leaderOf(partition);
        byLeader.set(leader, (byLeader.get(leader) ?? new Map<number, number>()).set(partition, at));
      }
      for (const [leader, positions] of byLeader) await this.step(leader, positions, { ahead, ends, take });
    }
  }

  /** Reads on once. Where that brings nothing, what lies before the ends is of no records. */
  private async step(
    leader: string,
    positions: ReadonlyMap<number, number>,
    { ahead, ends, take }: { ahead: Map<number, number>; ends: ReadonlyMap<number, number>; take: Take },
  ): Promise<void> {
    let came = false;
    for (const { partition, from, read } of await this.topic.fetch(leader, positions)) {
      const end = ends.get(partition)!;
      const next = await read((record) => {
        if (record.offset < end) take(record, partition);
      });
      came ||= next > from;
      if (next >= end) ahead.delete(partition);
      else ahead.set(partition, next);
    }
    if (!came) for (const partition of positions.keys()) ahead.delete(partition);
  }

  private leaderOf(partition: number): string {
    for (const [leader, partitions] of this.topic.leaders) if (partitions.includes(partition)) return leader;
    throw new Error(`partition ${partition} of the outcomes has no leader`);
  }
}
