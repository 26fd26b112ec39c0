import { maxRecordBytesOf } from '@harmonybatch/contracts';
import type { OutboundRecord } from '@harmonybatch/pipeline';

/** What a record's lengths, offset and time take at most on the wire, bytes. */
const envelopeBytes = 64;

const bytesOf = (part: string | Buffer | null): number => (part === null ? 0 : Buffer.byteLength(part));

const headerBytes = (name: string, value: string | Buffer): number => bytesOf(name) + bytesOf(value) + 8;

/** Size of a record on the wire, bytes, rounded up. Throws where no topic of ours takes a record so large. */
export function recordBytes({ topic, key, value, headers, original }: OutboundRecord): number {
  let bytes = envelopeBytes + bytesOf(original === undefined ? key : original.key) + bytesOf(value);
  for (const [name, text] of Object.entries(headers ?? {})) {
    if (original?.headers[name] === undefined) bytes += headerBytes(name, text);
  }
  for (const [name, values] of Object.entries(original?.headers ?? {})) {
    for (const one of values) bytes += headerBytes(name, one);
  }
  const most = maxRecordBytesOf(topic);
  if (bytes <= most) return bytes;
  throw new RangeError(
    `a record of ${bytes} bytes for ${topic} is too large: at most ${most}; carry large inputs by dataref`,
  );
}
