/** Why a topic is read no further. */
export type RecordingEnd =
  /** The time that was asked for has passed. */
  | 'time'
  /** All was read that the topic held. */
  | 'topic-end'
  | 'record-limit'
  | 'interrupted'
  /** Kafka could not be asked for too long. */
  | 'connection-lost';

/** Which part of a topic was read. */
export interface Recording {
  /** The window that every partition was read through, epoch ms. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endedBy: RecordingEnd;
  /** What Kafka said last, where it was lost. */
  readonly trouble: string | null;
  /** Offsets that hold no record: compacted away, marks of transactions, or batches that cannot be read. */
  readonly emptyOffsets: number;
  /** Records whose own time is not when they were sent: a live one counts when it was read, another one not at all. */
  readonly strangeTimes: number;
}
