import { compile, InferenceAccepted } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';

const validator = compile(InferenceAccepted);

export type AcceptedRecord =
  | { readonly kind: 'request'; readonly request: InferenceAccepted; readonly payload: string }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

/** Reads a record of `inference.accepted`. */
export function readAccepted(record: InboundRecord): AcceptedRecord {
  if (record.value === null) return { kind: 'unreadable', code: 'malformed', reason: 'the record has no value' };
  const payload = record.value.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch (error) {
    return { kind: 'unreadable', code: 'malformed', reason: String(error) };
  }
  if (validator.check(value)) return { kind: 'request', request: value, payload };
  const fault = validator.explain(value)[0];
  return { kind: 'unreadable', code: 'invalid', reason: `${fault?.field}: ${fault?.message}` };
}
