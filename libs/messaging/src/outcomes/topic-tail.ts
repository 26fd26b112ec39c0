import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka } from 'kafkajs';
import { topics } from '@harmonybatch/contracts';
import { GrouplessFollower } from '../kafkajs/groupless-follower';
import type { LogRecord } from '../kafkajs/log-records';
import { prefixed } from '../topics/topic-names';
import type { FollowedPartition, FollowedTopic } from './followed-topic';
import { ReadPositionLostError } from './readable-topic';

/** Who gets the records, and hears why there are none. */
export interface TopicTailListener {
  /** Must not throw. The record is another one when the call returns: what is kept is copied. */
  record(record: LogRecord, partition: number): void;
  /** Records of a broker cannot be read; it is tried again. */
  interrupted(error: Error): void;
  /** What lay between these offsets of a partition was cut off before it was read. */
  skipped?(partition: number, from: number, to: number): void;
  /** The topic was deleted and made anew: it is read from its beginning. */
  recreated?(): void;
}

/** Offset to be read first, by partition. One that is not named is read from its beginning. */
export type Beginning<T extends FollowedTopic> = (topic: T) => Promise<ReadonlyMap<number, number>>;

/** What is appended from now on. */
const atTheEnd = async (topic: FollowedTopic): Promise<ReadonlyMap<number, number>> =>
  new Map([...(await topic.ranges())].map(([partition, { end }]) => [partition, end]));

/** How often it is looked whether partitions were added or have another leader, ms. */
const lookMs = 500;
const pauseMs = { first: 50, longest: 1_000 };

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/**
 * Follows a topic, such as that of outcomes: all its partitions, without a consumer group, from the end that they have when it is
 * opened unless it is told another beginning. What is appended from then on is handed over, in order within a partition; after a
 * fault of a broker some of it may come again.
 */
export class TopicTail<T extends FollowedTopic = FollowedTopic> {
  /** Offset to be read next, by partition: one that is not here was added since, and is read from its beginning. */
  private readonly positions = new Map<number, number>();
  private readonly findBeginning: () => Promise<ReadonlyMap<number, number>>;
  private topicId: string | undefined;
  private readonly loops = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private looking: Promise<void> = Promise.resolve();
  /** Why a broker cannot be read now, by its id. */
  private readonly faults = new Map<string, Error>();

  constructor(
    private readonly topic: T,
    private readonly listener: TopicTailListener,
    beginning: Beginning<T> = atTheEnd,
  ) {
    this.findBeginning = () => beginning(topic);
  }

  /**
   * The tail of a topic of a deployment. It connects nowhere yet.
   * @param topic without prefix: `inference.completed`, another one, or one that an app names for its own
   */
  static of(
    kafka: Kafka,
    topicPrefix: string,
    listener: TopicTailListener,
    topic: string = topics.inferenceCompleted.name,
    beginning?: Beginning<GrouplessFollower>,
  ): TopicTail<GrouplessFollower> {
    return new TopicTail(new GrouplessFollower(kafka, prefixed(topicPrefix, topic)), listener, beginning);
  }

  /**
   * Resolves when it stands at its beginning in every partition: what is appended from there on is seen. One that could not be opened
   * may be opened again.
   * @throws kafkajs's own errors, where no broker can be reached or the topic may not be read or is not there
   */
  async open(): Promise<void> {
    await this.topic.connect();
    this.topicId = this.topic.topicId;
    for (const [partition, offset] of await this.findBeginning()) this.positions.set(partition, offset);
    this.attend();
    this.looking = this.look();
  }

  /** Why records cannot be read now; null where they can. */
  get trouble(): Error | null {
    return [...this.faults.values()][0] ?? null;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([this.looking, ...this.loops.values()]);
    await this.topic.close().catch(() => undefined);
  }

  private async look(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.topic.refresh().then(
        () => this.attend(),
        () => undefined, // whoever fetches finds out, and says so
      );
    }
  }

  /** Each broker that leads partitions is read by a loop of its own: one that is slow or away keeps no other waiting. */
  private attend(): void {
    for (const leader of this.topic.leaders.keys())
      if (!this.loops.has(leader) && !this.closing.signal.aborted)
        this.loops.set(
          leader,
          this.follow(leader).finally(() => this.loops.delete(leader)),
        );
  }

  private async follow(leader: string): Promise<void> {
    let pause = pauseMs.first;
    while (!this.closing.signal.aborted) {
      this.forgetRecreated();
      const led = this.topic.leaders.get(leader) ?? [];
      if (led.length === 0) break;
      try {
        await this.readFrom(leader, led);
        this.faults.delete(leader);
        pause = pauseMs.first;
      } catch (error) {
        await this.recover(leader, asError(error), pause);
        pause = Math.min(2 * pause, pauseMs.longest);
      }
    }
    this.faults.delete(leader);
  }

  private async readFrom(leader: string, led: readonly number[]): Promise<void> {
    const positions = new Map(led.map((partition) => [partition, this.positions.get(partition) ?? 0]));
    for (const fetched of await this.topic.fetch(leader, positions)) await this.take(fetched);
  }

  /** Nothing where the partition is to be read from somewhere else by now. */
  private async take(fetched: FollowedPartition): Promise<void> {
    const { partition, from } = fetched;
    const isNext = (): boolean => (this.positions.get(partition) ?? 0) === from && !this.closing.signal.aborted;
    if (!isNext()) return;
    const next = await fetched.read((record) => this.listener.record(record, partition));
    if (isNext()) this.positions.set(partition, next);
  }

  /** Whatever the topic holds was appended since this was opened. */
  private forgetRecreated(): void {
    const { topicId } = this.topic;
    if (topicId === undefined || topicId === this.topicId) return;
    if (this.topicId !== undefined) {
      this.positions.clear();
      this.listener.recreated?.();
    }
    this.topicId = topicId;
  }

  private async recover(leader: string, error: Error, pause: number): Promise<void> {
    const { signal } = this.closing;
    if (signal.aborted) return;
    if (!this.faults.has(leader)) this.listener.interrupted(error);
    this.faults.set(leader, error);
    if (error instanceof ReadPositionLostError) await this.findPositions().catch(() => undefined);
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** What was cut off is gone; where a partition begins anew, so does its reader. */
  private async findPositions(): Promise<void> {
    this.forgetRecreated();
    for (const [partition, { first, end }] of await this.topic.ranges()) {
      const position = this.positions.get(partition) ?? 0;
      if (position >= first && position <= end) continue;
      this.positions.set(partition, first);
      this.listener.skipped?.(partition, position, first);
    }
  }
}
