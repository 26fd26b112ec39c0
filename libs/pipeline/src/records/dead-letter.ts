import {
  deadLetterHeaders,
  deadLetterTopics,
  headersLeftOutHeader,
  keptHeaderName,
  limits,
  valueCutHeader,
  type ErrorCode,
  type Role,
} from '@harmonybatch/contracts';
import { type InboundRecord, type OutboundRecord, recordBytes } from '@harmonybatch/ports';
import { sanitizedText } from './sanitized-text';

const maxReasonLength = 1000;
/** So much of its key is kept where a letter must be cut, bytes. */
const maxKeyBytes = 1024;
/** Header names that must be changed are kept up to so many: what a dead letter adds to its original is bounded. */
const maxRenamed = 256;

/**
 * The dead letter of a record: its bytes unchanged, where it came from and why in headers beside its own. With more headers
 * than can be read, or larger than its topic takes (names that are not UTF-8 grow when they are written again), it would stop
 * its reader or its writer: it goes without the headers of its original then, and says so.
 * @param maxValueBytes of a longer value only so much is kept, without the original's headers, and the letter says how long it was
 */
export function deadLetterRecord(
  record: InboundRecord,
  by: Role,
  code: ErrorCode,
  reason: string,
  maxValueBytes: number = Infinity,
): OutboundRecord {
  const topic = deadLetterTopics[record.topic];
  if (topic === undefined) throw new Error(`${record.topic} has no dead-letter topic`);
  const { key, value, raw } = record;
  const told = {
    [deadLetterHeaders.topic]: record.topic,
    [deadLetterHeaders.partition]: String(record.partition),
    [deadLetterHeaders.offset]: String(record.offset),
    [deadLetterHeaders.timestampMs]: String(record.timestampMs),
    [deadLetterHeaders.code]: code,
    [deadLetterHeaders.reason]: sanitizedText(record.unreadable ?? reason, maxReasonLength),
    [deadLetterHeaders.service]: by,
  };
  const letter: OutboundRecord = {
    topic: topic.name,
    key,
    value,
    headers: { ...told, ...keptHeaders(record.headers) },
    raw: raw && { key: raw.key, headers: keptHeaders(raw.headers) },
  };
  const valueBytes = value?.length ?? 0;
  if (maxValueBytes !== Infinity) return cut(letter, told, valueBytes, maxValueBytes);
  if (headerCount(letter) <= limits.maxHeaders && recordBytes(letter) <= limits.maxDeadLetterBytes) return letter;
  return withoutOriginalHeaders(letter, { ...told, [headersLeftOutHeader]: 'true' });
}

/** The letter with only what it says itself in its headers. */
const withoutOriginalHeaders = (letter: OutboundRecord, headers: Readonly<Record<string, string>>): OutboundRecord => ({
  ...letter,
  headers,
  raw: letter.raw && { key: letter.raw.key, headers: {} },
});

function cut(
  letter: OutboundRecord,
  told: Readonly<Record<string, string>>,
  valueBytes: number,
  maxValueBytes: number,
): OutboundRecord {
  const headers = { ...told, [headersLeftOutHeader]: 'true', [valueCutHeader]: String(valueBytes) };
  const { value, key, raw } = withoutOriginalHeaders(letter, headers);
  const short = (part: Buffer | null): Buffer | null => part?.subarray(0, maxKeyBytes) ?? null;
  return {
    topic: letter.topic,
    key: key === null ? null : key.slice(0, maxKeyBytes),
    value: value === null ? null : Buffer.from(value).subarray(0, maxValueBytes),
    headers,
    raw: raw && { key: short(raw.key), headers: {} },
  };
}

/** Headers of a record as they are written; those of its original replace others of the same names. */
function headerCount({ headers = {}, raw }: OutboundRecord): number {
  const originals = raw?.headers ?? {};
  const own = Object.keys(headers).filter((name) => !Object.hasOwn(originals, name));
  return own.length + Object.values(originals).flat().length;
}

/** The headers of the original under the names by which a dead letter keeps them. */
function keptHeaders<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  let renamed = 0;
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const keptName = keptHeaderName(name);
      if (keptName !== name) renamed += 1;
      return keptName !== name && renamed > maxRenamed ? [] : [[keptName, value]];
    }),
  );
}
