import { compile, InferenceAccepted, limits } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import { readRecord } from '../records/read-record';

const validator = compile(InferenceAccepted);
/** A deadline lies within the longest SLO of now; as much again is left for clocks that differ, ms. */
const longestHoldMs = 2 * limits.maxSloMs;

export type AcceptedRecord =
  | { readonly kind: 'request'; readonly request: InferenceAccepted; readonly payload: string }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid' | 'too_large'; readonly reason: string };

/** Reads a record of `inference.accepted`. What no batch could carry, or would wait for ever, is unreadable. */
export function readAccepted(record: InboundRecord, nowMs: number): AcceptedRecord {
  if (record.value !== null && record.value.length > limits.maxBatchBytes) {
    const reason = `the request takes ${record.value.length} bytes; a batch carries at most ${limits.maxBatchBytes}`;
    return { kind: 'unreadable', code: 'too_large', reason };
  }
  const read = readRecord(record.value, validator);
  if (read.kind === 'unreadable') return read;
  if (read.value.deadlineMs > nowMs + longestHoldMs) {
    const reason = `/deadlineMs: it is more than ${longestHoldMs} ms from now; got ${read.value.deadlineMs}`;
    return { kind: 'unreadable', code: 'invalid', reason };
  }
  return { kind: 'request', request: read.value, payload: read.text };
}
