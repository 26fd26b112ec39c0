import type { OutboundRecord } from './records';

/** What a record's attributes, offset, time and own length take at most on the wire, bytes. */
const envelopeBytes = 64;

/** A length as a zigzag variable-length integer, 7 bits a byte. */
function lengthBytes(length: number): number {
  let bytes = 1;
  for (let rest = 2 * length; rest >= 128; rest /= 128) bytes += 1;
  return bytes;
}

const bytesOf = (part: string | Buffer | null): number => (part === null ? 0 : Buffer.byteLength(part));

function headerBytes(name: string, value: string | Buffer): number {
  const [nameBytes, valueBytes] = [bytesOf(name), bytesOf(value)];
  return lengthBytes(nameBytes) + nameBytes + lengthBytes(valueBytes) + valueBytes;
}

/** Size of a record on the wire, bytes, rounded up (https://kafka.apache.org/documentation/#record). */
export function recordBytes({ key, value, headers, raw }: OutboundRecord): number {
  let bytes = envelopeBytes + bytesOf(raw === undefined ? key : raw.key) + bytesOf(value);
  if (headers !== undefined)
    for (const name of Object.keys(headers))
      if (raw === undefined || !Object.hasOwn(raw.headers, name)) bytes += headerBytes(name, headers[name]!);
  if (raw !== undefined)
    for (const name of Object.keys(raw.headers))
      for (const value of raw.headers[name]!) bytes += headerBytes(name, value);
  return bytes;
}
