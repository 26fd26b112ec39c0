/** Headers that a dead letter adds. Its key, its value and its other headers are the original's, byte for byte. */
export const deadLetterHeaders = {
  topic: 'hb-origin-topic',
  partition: 'hb-origin-partition',
  offset: 'hb-origin-offset',
  timestampMs: 'hb-origin-timestamp-ms',
  code: 'hb-reason-code',
  reason: 'hb-reason',
  service: 'hb-rejected-by',
} as const;

/** Further header of a dead letter that could not be carried with the headers of its original: it has none of those. */
export const headersLeftOutHeader = 'hb-headers-left-out';

/**
 * Further header of a dead letter whose topic did not take the whole of its original: how long the original's value was, bytes.
 * The letter's own value is the beginning of that.
 */
export const valueCutHeader = 'hb-value-cut-from-bytes';

/**
 * Header of a record that is not a dead letter but says of others in its topic that they were sent again: their places as
 * `partition/offset`, one a header.
 */
export const resentHeader = 'hb-resent';

/**
 * Header of a record that was sent again: the place of its dead letter, `topic/partition/offset`. A letter with it is the
 * same record, dead-lettered once more, and not sent again on its own.
 */
export const resentFromHeader = 'hb-resent-from';

const reservedPrefix = 'hb-';
const escapePrefix = 'hb-original-';

/** The name under which a dead letter keeps a header of the original: its own, unless that could be mistaken for ours. */
export const keptHeaderName = (name: string): string =>
  name.startsWith(reservedPrefix) ? `${escapePrefix}${name}` : name;

/** The original's name of a header of a dead letter; null for one that the dead letter added. */
export function originalHeaderName(kept: string): string | null {
  if (!kept.startsWith(reservedPrefix)) return kept;
  const name = kept.startsWith(escapePrefix) ? kept.slice(escapePrefix.length) : '';
  return name.startsWith(reservedPrefix) ? name : null;
}
