import {
  deadLetterHeaders,
  deadLetterTopics,
  keptHeaderName,
  type ErrorCode,
  type Role,
} from '@harmonybatch/contracts';
import type { InboundRecord, OutboundRecord } from '../ports/records';

const maxReasonLength = 1000;
/** Header names that have to be changed are kept up to so many: what a dead letter adds to its original is bounded. */
const mostRenamed = 256;

/** The dead letter of a record: its bytes unchanged, where it came from and why in headers beside its own. */
export function deadLetter(record: InboundRecord, by: Role, code: ErrorCode, reason: string): OutboundRecord {
  const topic = deadLetterTopics[record.topic];
  if (topic === undefined) throw new Error(`${record.topic} has no dead-letter topic`);
  const { original } = record;
  return {
    topic: topic.name,
    key: record.key,
    value: record.value,
    headers: {
      ...kept(record.headers),
      [deadLetterHeaders.topic]: record.topic,
      [deadLetterHeaders.partition]: String(record.partition),
      [deadLetterHeaders.offset]: String(record.offset),
      [deadLetterHeaders.timestampMs]: String(record.timestampMs),
      [deadLetterHeaders.code]: code,
      [deadLetterHeaders.reason]: reason.slice(0, maxReasonLength),
      [deadLetterHeaders.service]: by,
    },
    ...(original === undefined ? {} : { original: { key: original.key, headers: kept(original.headers) } }),
  };
}

/** The headers of the original under the names by which a dead letter keeps them. */
function kept<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  let renamed = 0;
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const keptName = keptHeaderName(name);
      if (keptName !== name) renamed += 1;
      return keptName !== name && renamed > mostRenamed ? [] : [[keptName, value]];
    }),
  );
}
