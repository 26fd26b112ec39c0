/** What a partition holds: the first record from some time on, and its end. Offsets. */
export interface PartitionBounds {
  readonly partition: number;
  readonly first: number;
  readonly end: number;
}

export interface TopicBounds {
  /** As it was before the bounds were asked for. Another one says that the topic was deleted and recreated; undefined where the brokers do not tell. */
  readonly topicId: string | undefined;
  readonly partitions: readonly PartitionBounds[];
}

/** What one fetch brought of a partition. */
export interface FetchedPartition {
  readonly partition: number;
  /** The offset that was asked for, and the one to ask for next. */
  readonly from: number;
  readonly next: number;
  /** The partition's end when the broker answered: whatever was acknowledged before the fetch was sent lies before it. */
  readonly end: number;
  readonly keys: readonly string[];
}

export interface Fetched {
  /** As it was after the fetch was answered: where it is that of the bounds, what was fetched is of the same topic. */
  readonly topicId: string | undefined;
  readonly partitions: readonly FetchedPartition[];
}

/** A topic of which whoever knows the offsets may read any part, as often as needed. */
export interface ReadableTopic {
  /** Rejects where no broker can be reached, or the topic is not there. */
  connect(): Promise<void>;
  close(): Promise<void>;
  /** Where to begin for all that was appended from `sinceMs` (epoch ms) on. */
  bounds(sinceMs: number): Promise<TopicBounds>;
  /**
   * Some of what lies from `positions` on (offset by partition), all partitions of the topic included: those that are not
   * named are read from their beginning. Does not wait where there is nothing.
   * @throws ReadPositionLostError where a position lies outside of what the topic holds
   */
  fetch(positions: ReadonlyMap<number, number>): Promise<Fetched>;
}

/** What was read does not go on where it ended: the topic was cut off, or is another one. */
export class ReadPositionLostError extends Error {}
