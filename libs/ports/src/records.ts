/** Key and headers of a record as bytes; a header may stand several times. */
export interface RawRecordParts {
  readonly key: Buffer | null;
  readonly headers: Readonly<Record<string, readonly Buffer[]>>;
}

/** A record as it was read from a topic. */
export interface InboundRecord {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  /** `null` is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers whose value is no text in UTF-8: they do not stand in `headers`, and `original` alone has them. */
  readonly unreadableHeaders?: readonly string[];
  /** The record's timestamp, epoch ms: when the broker appended it (LogAppendTime) or the producer's clock (CreateTime). */
  readonly timestampMs: number;
  /** The bytes that `key` and `headers` were read from, where a reader knows them. */
  readonly raw?: RawRecordParts;
  /** Why the record could not be read from the log at all: its value is then what the log has there, and nothing that was sent. */
  readonly unreadable?: string | undefined;
  /**
   * Whether somebody may have read the record before: it was there when this reader was given its partition. Absent where
   * nobody can.
   */
  readonly maybeRedelivered?: boolean;
  /** False once the partition is another reader's to read; absent where it can be nobody else's. */
  readonly owned?: boolean;
  /** The same record without what was read: whoever holds it for long keeps this, and not a whole fetch of others with it. */
  readonly offsetHandle?: OffsetHandle;
  /**
   * Gives the offset up: nothing of this record needs to be read again. Idempotent. The low watermark of the offsets
   * given up is what gets committed, so a record that is never given up is read again after a restart.
   */
  release(): void;
}

/** What is left of a record once it was read: the right to give its offset up. */
export type OffsetHandle = Pick<InboundRecord, 'owned' | 'release'>;

/** A record to be written. */
export interface OutboundRecord {
  /** Name of the topic without the deployment's prefix. */
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where given, the partition it goes to, whatever its key. */
  readonly partition?: number;
  /** Where given, these bytes are written in the place of `key` and of the headers of the same names. */
  readonly raw?: RawRecordParts;
}

/** What follows a send that was not acknowledged: the publisher repeats it, or it rejects so that the caller finds out first. */
export type SendFailurePolicy = 'repeat' | 'tell';

/** Writes records. Resolves when the broker acknowledged all of them (`acks=-1`), rejects when it is not known that it did. */
export abstract class Publisher {
  /**
   * @param guard called before every send of these records, retries included; where it says no, the records are
   * not sent (again) and the promise rejects with `GuardRefused`.
   * @param onFailure `repeat` (the default) or `tell`
   */
  abstract publish(
    records: readonly OutboundRecord[],
    guard?: () => boolean,
    onFailure?: SendFailurePolicy,
  ): Promise<void>;
}

/** The guard given to `publish` said no before a send. */
export class GuardRefusedError extends Error {
  constructor() {
    super('the lease expired before these records were sent');
    this.name = 'GuardRefusedError';
  }
}

/** Kafka rejects this record however often it is sent: it is too large for its topic, or may not be written there. */
export class RecordRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RecordRefusedError';
  }
}

/** Lets a stage slow its input down: no more records are delivered while any reason to pause stands. */
export abstract class Intake {
  abstract pause(topic: string): void;
  abstract resume(topic: string): void;
}
