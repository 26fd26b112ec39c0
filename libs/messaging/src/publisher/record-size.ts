import { limits } from '@harmonybatch/contracts';
import type { OutboundRecord } from '@harmonybatch/pipeline';

/** What a record's lengths, offset and time take at most on the wire, bytes. */
const envelopeBytes = 64;

const bytesOf = (part: string | Buffer | null): number => (part === null ? 0 : Buffer.byteLength(part));

/** Size of a record on the wire, bytes, rounded up. Throws where no topic of ours takes a record so large. */
export function recordBytes(record: OutboundRecord): number {
  let bytes = envelopeBytes + bytesOf(record.key) + bytesOf(record.value);
  for (const [name, value] of Object.entries(record.headers ?? {})) bytes += bytesOf(name) + bytesOf(value) + 8;
  if (bytes > limits.maxRecordBytes) {
    throw new RangeError(
      `a record of ${bytes} bytes for ${record.topic} is too large: at most ${limits.maxRecordBytes}; carry large inputs by dataref`,
    );
  }
  return bytes;
}
