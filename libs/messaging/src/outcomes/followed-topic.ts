import type { LogRecord } from '../kafkajs/log-records';

/** What a fetch brought of a partition: the offset that was asked for, the one to ask for next, and what is in between. */
export interface FollowedPartition {
  readonly partition: number;
  readonly from: number;
  /** Hands the records over, in order. @returns the offset to ask for next */
  readonly read: (take: (record: LogRecord) => void) => Promise<number>;
}

/** A topic that is followed from some place on, each part of it from the broker that leads it. */
export interface FollowedTopic {
  /** Rejects where no broker can be reached, or the topic is not there. */
  connect(): Promise<void>;
  close(): Promise<void>;
  /** Looks up partitions, leaders and id where what is known of them is seconds old. */
  refresh(): Promise<void>;
  /** Another one says that the topic was deleted and recreated; undefined where the brokers do not tell. */
  readonly topicId: string | undefined;
  /** The partitions that each broker leads. */
  readonly leaders: ReadonlyMap<string, readonly number[]>;
  /** First and next offset of each partition, now. */
  ranges(): Promise<ReadonlyMap<number, { readonly first: number; readonly end: number }>>;
  /**
   * What lies from `positions` on (offset by partition), all of them led by `leader`; waits for a moment where there is nothing.
   * @param maxBytesPerPartition how much at most, where that is less than usual; a batch comes whole all the same
   * @throws ReadPositionLostError where a position lies outside of what the topic holds
   */
  fetch(
    leader: string,
    positions: ReadonlyMap<number, number>,
    maxBytesPerPartition?: number,
  ): Promise<readonly FollowedPartition[]>;
}

/** One in which a time can be looked up. */
export interface DatedTopic extends FollowedTopic {
  /** The first offset of each partition whose record has this time (epoch ms) or a later one; absent where none has. */
  offsetsSince(atMs: number): Promise<ReadonlyMap<number, number>>;
}
