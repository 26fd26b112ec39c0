import { BatchReady, compile, type InferenceAccepted } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';

const validator = compile(BatchReady);

export type ReadyRead =
  | { readonly kind: 'batch'; readonly batch: BatchReady }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

/** Reads a record of `batch.ready`. */
export function readReady(record: InboundRecord): ReadyRead {
  if (record.value === null) return { kind: 'unreadable', code: 'malformed', reason: 'the record has no value' };
  let value: unknown;
  try {
    value = JSON.parse(record.value.toString('utf8'));
  } catch (error) {
    return { kind: 'unreadable', code: 'malformed', reason: String(error) };
  }
  if (!validator.check(value)) {
    const fault = validator.explain(value)[0];
    return { kind: 'unreadable', code: 'invalid', reason: `${fault?.field}: ${fault?.message}` };
  }
  if (value.group === undefined && value.reason !== 'unplanned') {
    return { kind: 'unreadable', code: 'invalid', reason: '/group: only a batch whose reason is unplanned has none' };
  }
  return { kind: 'batch', batch: value };
}

/** The request of every identity once: a batch that names one twice runs it once. */
export const requestsByIdentity = (batch: BatchReady): Map<string, InferenceAccepted> =>
  new Map(batch.requests.map((request) => [request.identity, request]));
