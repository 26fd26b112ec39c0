import {
  identityOfId,
  identityOfPlace,
  idOfPlace,
  limits,
  type AppRegistered,
  type InferenceAccepted,
  type InferenceRequested,
} from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import type { Decision, Refusal } from './decision';
import type { IngestConfig } from './ingest-config';
import { rejection, type Addressee } from './rejection';
import { checkRequest, type IngestView } from './request-check';
import { maxSourceLength, readEnvelope, type RequestEnvelope } from './request-envelope';

const maxAppEcho = 256;

/**
 * Decides what becomes of a record: accepted, rejected with a reason, or dead. Never throws. The same record always gets
 * the same identity, however often it is read.
 */
export function decide(record: InboundRecord, view: IngestView, nowMs: number, config: IngestConfig): Decision {
  const reading = readEnvelope(record);
  if (reading.kind === 'malformed') return { kind: 'dead', code: 'malformed', reason: reading.reason };
  const { envelope, refusal } = reading;
  const arrivedAtMs = arrival(record, nowMs, config);
  const reject = (why: Refusal): Decision => ({
    kind: 'rejected',
    outcome: rejection(addresseeOf(record, envelope), why, arrivedAtMs, nowMs),
  });
  if (refusal !== null) return reject(refusal);
  const check = checkRequest(envelope.request, view, config);
  return check.ok ? acceptance(record, envelope, check.request, check.app, arrivedAtMs) : reject(check.refusal);
}

/** When the request arrived: the broker's time, or the producer's as far as it can be believed. */
export function arrival({ timestampMs }: InboundRecord, nowMs: number, config: IngestConfig): number {
  // Kafka says -1 of a record that has no timestamp.
  if (!(timestampMs >= 0)) return nowMs;
  if (config.timestamps === 'LogAppendTime') return timestampMs;
  return Math.max(0, Math.min(Math.max(timestampMs, nowMs - config.maxSkewMs), nowMs));
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
    ...addressOf(record, envelope),
    app: request.app,
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

/** Who gets the refusal, as far as the record says: nothing of it has been checked. */
const addresseeOf = (record: InboundRecord, envelope: RequestEnvelope): Addressee => ({
  ...addressOf(record, envelope),
  app: appOf(envelope).slice(0, maxAppEcho),
  source: envelope.source?.slice(0, maxSourceLength),
  traceparent: envelope.traceparent,
});

const appOf = ({ request: { app } }: RequestEnvelope): string => (typeof app === 'string' ? app : '');

/** Identity and id: the producer's id within its app and source, or the record's place in the log. */
function addressOf(
  { topic, partition, offset, timestampMs }: InboundRecord,
  envelope: RequestEnvelope,
): { readonly identity: string; readonly id: string } {
  const { id } = envelope.request;
  if (typeof id === 'string' && id.length > 0 && id.length <= limits.maxIdLength) {
    return { identity: identityOfId(appOf(envelope), envelope.source ?? '', id), id };
  }
  const identity = identityOfPlace(topic, partition, offset, timestampMs);
  return { identity, id: idOfPlace(topic, partition, offset) };
}
