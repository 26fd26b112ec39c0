import type { KafkaMessage } from 'kafkajs';

/** A record that stands for a whole batch which could not be read. */
export type UnreadableMessage = KafkaMessage & { readonly unreadable?: string };

/** Places in the header of a record batch (https://kafka.apache.org/documentation/#recordbatch), bytes. */
const at = { firstOffset: 0, length: 8, lastOffsetDelta: 23, newestTimestamp: 35 } as const;
const outsideLength = 12;

/** Bytes of the batch that begins at `from`, as far as they are there; null where it is cut off. */
export function wholeBatch(buffer: Buffer, from: number): Buffer | null {
  if (from + outsideLength > buffer.length) return null;
  const end = from + outsideLength + buffer.readInt32BE(from + at.length);
  return end > buffer.length ? null : buffer.subarray(from, end);
}

/**
 * What is read in the place of a batch that cannot be: one record with the batch as the log has it, which no reader takes for
 * anything else (it begins with zeros), at the batch's last offset. Its records are read no further than this.
 */
export function unreadableBatch(batch: Buffer, error: unknown): UnreadableMessage {
  const firstOffset = batch.readBigInt64BE(at.firstOffset);
  const count = batch.readInt32BE(at.lastOffsetDelta) + 1;
  const why = error instanceof Error ? error.message : String(error);
  return {
    offset: String(firstOffset + BigInt(count - 1)),
    timestamp: String(batch.readBigInt64BE(at.newestTimestamp)),
    attributes: 0,
    key: null,
    value: Buffer.from(batch),
    headers: {},
    batchContext: notInTransaction,
    unreadable: `a batch of ${count} records from offset ${firstOffset} on cannot be read, and is here as a whole: ${why}`,
  } as UnreadableMessage;
}

/** Read by kafkajs when it leaves out what transactions took back. */
const notInTransaction = { inTransaction: false, isControlBatch: false, producerId: '-1' };
