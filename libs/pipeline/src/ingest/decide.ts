import {
  errorCodes,
  identityOfId,
  identityOfPlace,
  idOfPlace,
  limits,
  type AppRegistered,
  type InferenceAccepted,
  type InferenceCompleted,
  type InferenceRequested,
} from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import type { Decision, Refusal } from './decision';
import type { IngestConfig } from './ingest-config';
import { checkRequest, type IngestView } from './request-check';
import { readEnvelope, type RequestEnvelope } from './request-envelope';

const maxAppEcho = 256;

/**
 * Decides what becomes of a record: accepted, rejected with a reason, or dead. The same record always gets the same
 * identity, however often it is read.
 */
export function decide(record: InboundRecord, view: IngestView, nowMs: number, config: IngestConfig): Decision {
  const reading = readEnvelope(record);
  if (reading.kind === 'malformed') return { kind: 'dead', code: 'malformed', reason: reading.reason };
  const arrivedAtMs = arrival(record, nowMs, config);
  if (reading.kind === 'invalid') {
    const refusal: Refusal = {
      code: 'invalid',
      field: reading.field,
      message: `${reading.field}: ${reading.reason}`,
      hint: 'Mend the header and send the request again.',
    };
    return { kind: 'rejected', outcome: rejection(record, { request: reading.request }, refusal, arrivedAtMs, nowMs) };
  }
  const { envelope } = reading;
  const check = checkRequest(envelope.request, view, config);
  if (check.ok) return acceptance(record, envelope, check.request, check.app, arrivedAtMs);
  return { kind: 'rejected', outcome: rejection(record, envelope, check.refusal, arrivedAtMs, nowMs) };
}

/** When the request arrived: the broker's time, or the producer's as far as it can be believed. */
export function arrival({ timestampMs }: InboundRecord, nowMs: number, config: IngestConfig): number {
  if (config.timestamps === 'LogAppendTime') return timestampMs;
  return Math.min(Math.max(timestampMs, nowMs - config.maxSkewMs), nowMs);
}

function acceptance(
  record: InboundRecord,
  envelope: RequestEnvelope,
  request: InferenceRequested,
  app: AppRegistered,
  arrivedAtMs: number,
): Decision {
  const { source, traceparent, expiresAtMs = Infinity } = envelope;
  const { inputs, dataref, contentType, parameters } = request;
  const sloMs = Math.min(app.sloMs, request.sloMs ?? Infinity);
  const accepted: InferenceAccepted = {
    ...addressOf(record, envelope, request.app),
    model: app.model,
    ...(source === undefined ? {} : { source }),
    arrivedAtMs,
    deadlineMs: Math.max(0, Math.min(arrivedAtMs + sloMs, expiresAtMs)),
    sloMs,
    whenLate: app.whenLate ?? 'expire',
    ...(inputs === undefined ? {} : { inputs }),
    ...(dataref === undefined ? {} : { dataref }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { kind: 'accepted', accepted, json: JSON.stringify(accepted) };
}

function rejection(
  record: InboundRecord,
  envelope: RequestEnvelope,
  refusal: Refusal,
  arrivedAtMs: number,
  nowMs: number,
): InferenceCompleted {
  const { app } = envelope.request;
  const name = typeof app === 'string' ? app.slice(0, maxAppEcho) : '';
  return {
    ...addressOf(record, envelope, name),
    ...(envelope.source === undefined ? {} : { source: envelope.source }),
    status: 'rejected',
    error: {
      code: refusal.code,
      message: refusal.message.slice(0, maxMessageLength),
      field: refusal.field.slice(0, maxFieldLength),
      hint: refusal.hint,
      retryable: errorCodes[refusal.code].retryable,
    },
    timing: { arrivedAtMs, queuedMs: Math.max(0, nowMs - arrivedAtMs), executedMs: 0, completedAtMs: nowMs },
  };
}

const maxMessageLength = 2000;
const maxFieldLength = 256;

/** Identity and id: the producer's id within its app and source, or the record's place in the log. */
function addressOf(
  { topic, partition, offset }: InboundRecord,
  { request, source = '' }: RequestEnvelope,
  app: string,
): { identity: string; id: string; app: string } {
  const { id } = request;
  if (typeof id === 'string' && id.length > 0 && id.length <= limits.maxIdLength) {
    return { identity: identityOfId(app, source, id), id, app };
  }
  return { identity: identityOfPlace(topic, partition, offset), id: idOfPlace(topic, partition, offset), app };
}
