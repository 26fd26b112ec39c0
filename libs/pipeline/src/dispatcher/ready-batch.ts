import { BatchReady, compile, type InferenceAccepted } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import { mostLevels } from '../records/portable-json';
import { readRecord } from '../records/read-record';

const validator = compile(BatchReady);
/** A batch and its list of requests. */
const levelsAroundRequest = 2;

export type ReadyRead =
  | { readonly kind: 'batch'; readonly batch: BatchReady }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

/** Reads a record of `batch.ready`. */
export function readReady(record: InboundRecord): ReadyRead {
  const read = readRecord(record.value, validator, mostLevels + levelsAroundRequest);
  if (read.kind === 'unreadable') return read;
  const { value } = read;
  if (value.group === undefined && value.reason !== 'unplanned') {
    return { kind: 'unreadable', code: 'invalid', reason: '/group: only a batch whose reason is unplanned has none' };
  }
  return { kind: 'batch', batch: value };
}

/** The request of every identity once: a batch that names one twice runs it once. */
export const requestsByIdentity = (batch: BatchReady): Map<string, InferenceAccepted> =>
  new Map(batch.requests.map((request) => [request.identity, request]));
