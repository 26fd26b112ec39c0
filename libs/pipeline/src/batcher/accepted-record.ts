import { limits, type AcceptedFields } from '@harmonybatch/contracts';
import { type InboundRecord, utf8Text } from '@harmonybatch/ports';
import { readAcceptedJson } from '../records/accepted-request';

/** A deadline lies within the longest SLO of now; as much again is left for clocks that differ, ms. */
const maxHoldMs = 2 * limits.maxSloMs;

/** What a request is known by while it waits; the rest of it is text. */
export type WaitingRequest = Pick<
  AcceptedFields,
  'identity' | 'app' | 'model' | 'arrivedAtMs' | 'deadlineMs' | 'whenLate'
>;

export type AcceptedRecord =
  /** `payload` is the request as it was read, JSON. */
  | { readonly kind: 'request'; readonly request: WaitingRequest; readonly payload: string }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid' | 'too_large'; readonly reason: string };

/** Reads a record of `inference.accepted`. What no batch could carry, or would wait forever, is unreadable. */
export function readAccepted({ value }: InboundRecord, nowMs: number): AcceptedRecord {
  if (value === null) return unreadable('malformed', 'the record has no value');
  if (value.length > limits.maxBatchBytes) {
    return unreadable(
      'too_large',
      `the request takes ${value.length} bytes; a batch carries at most ${limits.maxBatchBytes}`,
    );
  }
  const text = utf8Text(value);
  if (text === null) return unreadable('malformed', 'the value is not UTF-8');
  const reading = readAcceptedJson(text);
  if (reading.kind === 'unreadable') return reading;
  const { identity, app, model, arrivedAtMs, deadlineMs, whenLate } = reading.fields;
  if (deadlineMs > nowMs + maxHoldMs) {
    return unreadable('invalid', `/deadlineMs: it is more than ${maxHoldMs} ms from now; got ${deadlineMs}`);
  }
  return { kind: 'request', request: { identity, app, model, arrivedAtMs, deadlineMs, whenLate }, payload: text };
}

const unreadable = (code: 'malformed' | 'invalid' | 'too_large', reason: string) =>
  ({ kind: 'unreadable', code, reason }) as const;
