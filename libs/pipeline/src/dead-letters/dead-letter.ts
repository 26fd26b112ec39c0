import { deadLetterHeaders, deadLetterTopics, type ErrorCode, type Role } from '@harmonybatch/contracts';
import type { InboundRecord, OutboundRecord } from '../ports/records';

const maxReasonLength = 1000;

/** The dead letter of a record: its bytes unchanged, where it came from and why in headers. */
export function deadLetter(record: InboundRecord, by: Role, code: ErrorCode, reason: string): OutboundRecord {
  const topic = deadLetterTopics[record.topic];
  if (topic === undefined) throw new Error(`${record.topic} has no dead-letter topic`);
  return {
    topic: topic.name,
    key: record.key,
    value: record.value,
    headers: {
      [deadLetterHeaders.topic]: record.topic,
      [deadLetterHeaders.partition]: String(record.partition),
      [deadLetterHeaders.offset]: String(record.offset),
      [deadLetterHeaders.timestampMs]: String(record.timestampMs),
      [deadLetterHeaders.code]: code,
      [deadLetterHeaders.reason]: reason.slice(0, maxReasonLength),
      [deadLetterHeaders.service]: by,
    },
  };
}
