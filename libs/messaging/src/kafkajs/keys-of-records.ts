import { CompressionCodecs } from 'kafkajs';
import { wholeBatch } from './unreadable-batch';

/** What part of a log holds: the keys of its records, and the offset behind it; null where it holds no whole batch. */
export interface KeysRead {
  readonly keys: readonly string[];
  readonly next: number | null;
}

interface Codec {
  decompress(bytes: Buffer): Promise<Buffer>;
}

/** Places in the header of a record batch (https://kafka.apache.org/documentation/#recordbatch), bytes. */
const at = { firstOffset: 0, magic: 16, attributes: 21, lastOffsetDelta: 23, records: 61 } as const;
/** The only format that Kafka writes since 0.11. */
const recordBatchMagic = 2;
const codecMask = 0x07;
const controlMask = 0x20;
const attributesBytes = 1;

/**
 * Reads the keys of a fetched part of a log and nothing else: kafkajs makes an object of every record and header, which costs
 * many times as much. A batch that cannot be read has no keys.
 */
export async function keysOfRecords(log: Buffer): Promise<KeysRead> {
  const keys: string[] = [];
  let next: number | null = null;
  let from = 0;
  for (let batch = wholeBatch(log, from); batch !== null; batch = wholeBatch(log, from)) {
    for (const key of await keysOfBatch(batch).catch(() => [])) keys.push(key);
    next = Number(batch.readBigInt64BE(at.firstOffset)) + batch.readInt32BE(at.lastOffsetDelta) + 1;
    from += batch.length;
  }
  return { keys, next };
}

async function keysOfBatch(batch: Buffer): Promise<string[]> {
  const attributes = batch.readInt16BE(at.attributes);
  if (batch.readInt8(at.magic) !== recordBatchMagic || (attributes & controlMask) !== 0) return [];
  const codec = attributes & codecMask;
  const records = batch.subarray(at.records);
  return keysIn(codec === 0 ? records : await decompressed(records, codec));
}

function keysIn(records: Buffer): string[] {
  const keys: string[] = [];
  const varints = new Varints(records);
  while (varints.at < records.length) {
    const bytes = varints.next();
    const end = varints.at + bytes;
    if (bytes <= 0 || end > records.length) throw new Error('a record is cut off');
    varints.at += attributesBytes;
    varints.next(); // its time
    varints.next(); // its offset
    const keyBytes = varints.next();
    if (keyBytes >= 0) keys.push(records.toString('utf8', varints.at, varints.at + keyBytes));
    varints.at = end;
  }
  return keys;
}

/** kafkajs keeps what makes a codec, by its number. */
function decompressed(records: Buffer, codec: number): Promise<Buffer> {
  const makers = CompressionCodecs as unknown as Readonly<Record<number, () => Codec>>;
  const make = makers[codec];
  if (make === undefined) throw new Error(`there is no codec ${codec}`);
  return make().decompress(records);
}

/** Numbers of changing length, small ones first whatever their sign (https://protobuf.dev/programming-guides/encoding/#signed-ints). */
class Varints {
  at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Exact up to 2 ** 53, which no length passes; what it tells of times further apart is of no use. */
  next(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new Error('a number is cut off');
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }
}
