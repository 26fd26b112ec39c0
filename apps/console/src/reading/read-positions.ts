/** How far a topic was read: what of it is in the history. */
export interface TopicPositions {
  /** The id that the cluster gave the topic; undefined where brokers do not tell. */
  readonly topicId: string | undefined;
  /** Offset of the next record, by partition. */
  readonly next: Readonly<Record<number, number>>;
  /** Time of the newest record before them, epoch ms. */
  readonly untilMs: number;
}
