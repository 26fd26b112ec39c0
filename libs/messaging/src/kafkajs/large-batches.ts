import { createRequire } from 'node:module';
import { unreadableBatch, wholeBatch } from './unreadable-batch';

/** What of kafkajs's decoder is used here. */
interface Decoder {
  readonly buffer: Buffer;
  offset: number;
  readInt32(): number;
  readBytes(length: number): Buffer;
  canReadBytes(length: number): boolean;
}
type RecordBatchDecoder = (decoder: Decoder) => Promise<{ readonly records: readonly unknown[] }>;
type MessagesDecoder = (decoder: Decoder) => Promise<readonly unknown[]>;

const requireHere = createRequire(__filename);
const decoderOfMessages = 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages';
/** Where a batch says what format it has, and the format that is read here: the only one that Kafka writes since 0.11. */
const magicOffset = 16;
const recordBatchMagic = 2;
const leastBatchBytes = 49;

/**
 * Makes kafkajs read batches of any number of records. Version 2.2.4 hands all records of a batch over as the arguments of
 * one call: 130,000 of them, which fit in 1 MB, are more than the stack holds, and whoever reads them crashes every time.
 * A batch that cannot be read for what is in it stops nobody either: it becomes one record that no reader understands.
 */
export function readLargeBatches(): void {
  const original = requireHere(decoderOfMessages) as MessagesDecoder;
  const decodeBatch = requireHere('kafkajs/src/protocol/recordBatch/v0/decoder') as RecordBatchDecoder;
  const DecoderClass = requireHere('kafkajs/src/protocol/decoder') as new (buffer: Buffer) => Decoder;

  const decode: MessagesDecoder = async (decoder) => {
    const start = decoder.offset;
    const bytes = decoder.readInt32();
    if (bytes <= magicOffset || !decoder.canReadBytes(bytes)) return [];
    if (decoder.buffer.readInt8(decoder.offset + magicOffset) !== recordBatchMagic) {
      decoder.offset = start;
      return original(decoder);
    }
    const batches = new DecoderClass(decoder.readBytes(bytes));
    const records: unknown[] = [];
    while (batches.canReadBytes(leastBatchBytes)) {
      const whole = wholeBatch(batches.buffer, batches.offset);
      if (whole === null) break; // the broker cuts the last one off where the answer would grow too large
      const end = batches.offset + whole.length;
      try {
        for (const record of (await decodeBatch(batches)).records) records.push(record);
      } catch (error) {
        records.push(unreadableBatch(whole, error));
      }
      batches.offset = end;
    }
    return records;
  };
  // The decoders of all versions of the answer take it from here when the first of them is loaded.
  requireHere.cache[requireHere.resolve(decoderOfMessages)]!.exports = decode;
}
