import type { IHeaders, Message } from 'kafkajs';
import { crc32c } from './crc32c';

type Text = Buffer | string | null | undefined;

/** Of a batch: its offset and length, and what the check sum is of, from its attributes to the last record. */
const checkedFrom = 21;
const headBytes = 61;
const magic = 2;
const noProducer = -1n;

const bytesOf = (text: NonNullable<Text>): number => (typeof text === 'string' ? Buffer.byteLength(text) : text.length);

/** Bytes of a number as zigzag varint; numbers here are lengths and places, far below 2^31. */
function varIntBytes(value: number): number {
  let rest = value < 0 ? 1 : value * 2;
  let bytes = 1;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

const textBytes = (text: Text): number => {
  if (text === null || text === undefined) return varIntBytes(-1);
  const bytes = bytesOf(text);
  return varIntBytes(bytes) + bytes;
};

/** Each header by itself: a name that has several values stands there several times. */
function eachHeader(headers: IHeaders | undefined, visit: (name: string, value: Text) => void): void {
  if (headers === undefined) return;
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) visit(name, one);
    else visit(name, value);
  }
}

/** Writes into a buffer that is large enough. */
class BytesWriter {
  at = 0;

  constructor(readonly buffer: Buffer) {}

  int8(value: number): void {
    this.at = this.buffer.writeInt8(value, this.at);
  }

  int16(value: number): void {
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.at = this.buffer.writeBigInt64BE(value, this.at);
  }

  varInt(value: number): void {
    let rest = value < 0 ? 1 : value * 2;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.buffer[this.at++] = (rest % 128) | 128;
    this.buffer[this.at++] = rest;
  }

  text(text: Text): void {
    if (text === null || text === undefined) return this.varInt(-1);
    this.varInt(bytesOf(text));
    this.at += typeof text === 'string' ? this.buffer.write(text, this.at) : text.copy(this.buffer, this.at);
  }
}

interface Sized {
  readonly message: Message;
  readonly headers: number;
  /** Without its own length. */
  readonly bytes: number;
}

function sized(message: Message, place: number): Sized {
  const attributesAndTime = 2;
  let bytes = attributesAndTime + varIntBytes(place) + textBytes(message.key) + textBytes(message.value);
  let headers = 0;
  eachHeader(message.headers, (name, value) => {
    headers += 1;
    bytes += textBytes(name) + textBytes(value);
  });
  return { message, headers, bytes: bytes + varIntBytes(headers) };
}

/**
 * Messages as one record batch of version 2, of no producer id and no transaction, not compressed, all of the same time
 * (https://kafka.apache.org/documentation/#recordbatch).
 * @param nowMs their time, epoch ms
 */
export function recordBatchBytes(messages: readonly Message[], nowMs: number): Buffer {
  const records = messages.map(sized);
  const size = records.reduce((sum, { bytes }) => sum + varIntBytes(bytes) + bytes, headBytes);
  const writer = new BytesWriter(Buffer.allocUnsafe(size));
  const { buffer } = writer;
  const checkSumAt = checkedFrom - Int32Array.BYTES_PER_ELEMENT;
  writer.int64(0n); // offset of the first
  writer.int32(size - writer.at - Int32Array.BYTES_PER_ELEMENT);
  writer.int32(0); // epoch of the partition's leader
  writer.int8(magic);
  writer.at = checkedFrom;
  writer.int16(0); // attributes
  writer.int32(messages.length - 1);
  writer.int64(BigInt(nowMs));
  writer.int64(BigInt(nowMs));
  writer.int64(noProducer);
  writer.int16(0); // its epoch
  writer.int32(0); // its sequence
  writer.int32(messages.length);
  for (const [place, record] of records.entries()) writeRecord(writer, record, place);
  buffer.writeUInt32BE(crc32c(buffer.subarray(checkedFrom)), checkSumAt);
  return buffer;
}

function writeRecord(writer: BytesWriter, { message, headers, bytes }: Sized, place: number): void {
  writer.varInt(bytes);
  writer.int8(0); // attributes
  writer.varInt(0); // time after the first
  writer.varInt(place);
  writer.text(message.key);
  writer.text(message.value);
  writer.varInt(headers);
  eachHeader(message.headers, (name, value) => {
    writer.text(name);
    writer.text(value);
  });
}
