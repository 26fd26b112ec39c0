import type { InboundRecord } from '@harmonybatch/ports';

/** Records of this many bytes are processed in one go, so that the event loop gets to the heartbeat of the consumer group. */
const sliceBytes = 1024 * 1024;

/**
 * Divides records, in order, into parts of a bounded size; one record may be larger alone.
 * @param maxRecords of one part
 */
export function* slicesOf(
  records: readonly InboundRecord[],
  maxRecords = Infinity,
): Generator<readonly InboundRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [index, { value }] of records.entries()) {
    const size = value?.length ?? 0;
    if (index > from && (bytes + size > sliceBytes || index - from === maxRecords)) {
      yield records.slice(from, index);
      [from, bytes] = [index, 0];
    }
    bytes += size;
  }
  if (from < records.length) yield records.slice(from);
}
