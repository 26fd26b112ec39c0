import { limits } from '@harmonybatch/contracts';
import { utf8Text } from '@harmonybatch/ports';
import { CompressionCodecs } from 'kafkajs';
import { wholeBatch } from './unreadable-batch';

/** A record of a log, of which only what is asked for is read. It is another one as soon as the call that got it returns. */
export interface LogRecord {
  readonly offset: number;
  /** When the broker appended it or its producer made it, whichever the topic notes, epoch ms. */
  readonly timestampMs: number;
  key(): string | null;
  /** The key as it is written, where it lies: whoever keeps it copies it. */
  keyBytes(): Buffer | null;
  /** Its bytes where they lie: whoever keeps them copies them. */
  value(): Buffer | null;
  /** Text of a header, of several with that name the last one's; null where there is none, or none that is UTF-8. */
  header(name: string): string | null;
  /** All that can be read of its headers, by name, in their order; bytes where they lie. One without a value has an empty one. */
  headers(): ReadonlyMap<string, readonly Buffer[]>;
}

interface Codec {
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** Places in the header of a record batch (https://kafka.apache.org/documentation/#recordbatch), bytes. */
const at = {
  ...{ firstOffset: 0, magic: 16, attributes: 21, lastOffsetDelta: 23 },
  ...{ firstTimestamp: 27, maxTimestamp: 35, records: 61 },
} as const;
/** The only format that Kafka writes since 0.11. */
const recordBatchMagic = 2;
const codecMask = 0x07;
const appendTimeMask = 0x08;
const controlMask = 0x20;
const attributesBytes = 1;

/**
 * Hands over the records of a fetched part of a log, one after the other: kafkajs makes an object of every record and header, which
 * costs many times as much. Of a batch that cannot be read come those before the fault.
 * @returns the offset behind it; null where it holds no whole batch
 */
export async function readLog(log: Buffer, take: (record: LogRecord) => void): Promise<number | null> {
  let next: number | null = null;
  let from = 0;
  for (let batch = wholeBatch(log, from); batch !== null; batch = wholeBatch(log, from)) {
    const records = await recordsOf(batch).catch(() => null);
    while (records?.next()) take(records);
    next = Number(batch.readBigInt64BE(at.firstOffset)) + batch.readInt32BE(at.lastOffsetDelta) + 1;
    from += batch.length;
  }
  return next;
}

async function recordsOf(batch: Buffer): Promise<RecordCursor | null> {
  const attributes = batch.readInt16BE(at.attributes);
  if (batch.readInt8(at.magic) !== recordBatchMagic || (attributes & controlMask) !== 0) return null;
  const codec = attributes & codecMask;
  const records = batch.subarray(at.records);
  return new RecordCursor(codec === 0 ? records : await decompressed(records, codec), {
    firstOffset: Number(batch.readBigInt64BE(at.firstOffset)),
    firstTimestampMs: Number(batch.readBigInt64BE(at.firstTimestamp)),
    appendedAtMs: (attributes & appendTimeMask) === 0 ? null : Number(batch.readBigInt64BE(at.maxTimestamp)),
  });
}

/** What the header of a batch says of all its records. */
interface BatchFacts {
  readonly firstOffset: number;
  /** Times of records are told as differences from it. */
  readonly firstTimestampMs: number;
  /** When the broker appended them all, where the topic notes that; else null. */
  readonly appendedAtMs: number | null;
}

/** kafkajs keeps what makes a codec, by its number. */
function decompressed(records: Buffer, codec: number): Promise<Buffer> {
  const makers = CompressionCodecs as unknown as Readonly<Record<number, () => Codec>>;
  const make = makers[codec];
  if (make === undefined) throw new Error(`there is no codec ${codec}`);
  return make().decompress(records);
}

/** The records of a batch, one at a time. */
class RecordCursor implements LogRecord {
  offset = -1;
  timestampMs = -1;
  private readonly varints: Varints;
  private end = 0;
  private keyFrom = 0;
  private keyLength = -1;

  constructor(
    private readonly bytes: Buffer,
    private readonly batch: BatchFacts,
  ) {
    this.varints = new Varints(bytes);
  }

  /** Goes to the next record; false behind the last one, and where the batch is broken. */
  next(): boolean {
    const { varints, bytes } = this;
    if (this.end >= bytes.length) return false;
    varints.at = this.end;
    const length = varints.next();
    this.end = varints.at + length;
    if (!(length > 0 && this.end <= bytes.length)) return this.endHere();
    varints.at += attributesBytes;
    const { firstOffset, firstTimestampMs, appendedAtMs } = this.batch;
    const sinceFirstMs = varints.next();
    this.timestampMs = appendedAtMs ?? firstTimestampMs + sinceFirstMs;
    this.offset = firstOffset + varints.next();
    this.keyLength = varints.next();
    this.keyFrom = varints.at;
    return this.behindKey <= this.end || this.endHere();
  }

  key(): string | null {
    return this.keyLength < 0 ? null : this.bytes.toString('utf8', this.keyFrom, this.behindKey);
  }

  keyBytes(): Buffer | null {
    return this.keyLength < 0 ? null : this.bytes.subarray(this.keyFrom, this.behindKey);
  }

  value(): Buffer | null {
    this.varints.at = this.behindKey;
    return this.bytesHere();
  }

  header(name: string): string | null {
    const wanted = Buffer.from(name);
    let found: Buffer | null = null;
    this.eachHeader((key, value) => {
      if (key.equals(wanted)) found = value;
    });
    return found === null ? null : utf8Text(found);
  }

  headers(): ReadonlyMap<string, readonly Buffer[]> {
    const headers = new Map<string, Buffer[]>();
    this.eachHeader((key, value) => {
      const name = key.toString('utf8');
      const ofName = headers.get(name);
      if (ofName === undefined) headers.set(name, [value]);
      else ofName.push(value);
    });
    return headers;
  }

  private eachHeader(take: (key: Buffer, value: Buffer) => void): void {
    this.value();
    const count = Math.min(this.varints.next(), limits.maxHeaders);
    for (let index = 0; index < count; index += 1) {
      const key = this.bytesHere();
      const value = this.bytesHere();
      if (key !== null) take(key, value ?? noBytes);
    }
  }

  /** What stands there behind its own length, which no record passes; null where there is nothing. */
  private bytesHere(): Buffer | null {
    const length = this.varints.next();
    if (!(length >= 0)) return null;
    const from = this.varints.at;
    this.varints.at = Math.min(from + length, this.end);
    return this.bytes.subarray(from, this.varints.at);
  }

  private get behindKey(): number {
    return this.keyFrom + Math.max(0, this.keyLength);
  }

  private endHere(): false {
    this.end = this.bytes.length;
    return false;
  }
}

const noBytes = Buffer.alloc(0);

/** Numbers of changing length, small ones first whatever their sign (https://protobuf.dev/programming-guides/encoding/#signed-ints). */
class Varints {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Exact up to 2 ** 53, which no length passes; what it tells of times further apart is of no use. Not a number where it is cut off. */
  next(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }
}
