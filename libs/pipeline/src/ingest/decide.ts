import {
  identityOfId,
  identityOfPlace,
  idOfPlace,
  limits,
  type AcceptedFields,
  type AppRegistered,
  type RequestedFields,
} from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { acceptedJson } from '../records/accepted-request';
import type { Decision, Refusal } from './decision';
import { maxSourceLength } from './event-attributes';
import { maxRequestBytes, type IngestOptions } from './ingest-options';
import { readEnvelope } from './read-envelope';
import { rejection, type Addressee } from './rejection';
import { checkRequest, type IngestView } from './request-check';
import type { EnvelopeReading, RequestEnvelope } from './request-envelope';
import { ownSloRefusal } from './slo-check';

const maxAppEcho = 256;

/**
 * Decides what becomes of a record: accepted, rejected with a reason, or dead. Never throws. The same record always gets
 * the same identity, however often it is read.
 * @param reading of the record, where it was read already
 */
export function decide(
  record: InboundRecord,
  view: IngestView,
  nowMs: number,
  config: IngestOptions,
  reading: EnvelopeReading = readEnvelope(record, maxRequestBytes(config)),
): Decision {
  if (reading.kind === 'malformed') return { kind: 'dead', code: 'malformed', reason: reading.reason };
  const { envelope, refusal } = reading;
  const arrivedAtMs = arrivedAt(record, nowMs, config);
  const reject = (why: Refusal): Decision => ({
    kind: 'rejected',
    outcome: rejection(addresseeOf(record, envelope), why, arrivedAtMs, nowMs),
  });
  if (refusal !== null) return reject(refusal);
  const check = checkRequest(envelope.request, view, config, nowMs);
  if (!check.ok) return reject(check.refusal);
  const accepted = acceptedOf(record, envelope, check.fields, check.app, arrivedAtMs);
  const unattainable = ownSloRefusal(accepted, check.fields.sloMs, view.board);
  if (unattainable !== null) return reject(unattainable);
  return { kind: 'accepted', accepted, json: acceptedJson(accepted, envelope.request) };
}

/**
 * What becomes of a request of which nobody has shown whose it is: its outcome is told by its place, and names no app. With the
 * id that it names, anybody could reject what an app is about to send.
 */
export function rejectNobodys(record: InboundRecord, why: Refusal, nowMs: number, config: IngestOptions): Decision {
  const { topic, partition, offset, timestampMs } = record;
  const identity = identityOfPlace(topic, partition, offset, timestampMs);
  const addressee = { identity, id: idOfPlace(topic, partition, offset), app: '' };
  return { kind: 'rejected', outcome: rejection(addressee, why, arrivedAt(record, nowMs, config), nowMs) };
}

/** The id that the producer of a request gave it; undefined where it gave none that can be one. */
export function idOf({ request: { fields } }: RequestEnvelope): string | undefined {
  const { id } = fields;
  return typeof id === 'string' && id.length > 0 && id.length <= limits.maxIdLength ? id : undefined;
}

/** When the request arrived: the broker's time, or the producer's as far as it can be believed. */
export function arrivedAt({ timestampMs }: InboundRecord, nowMs: number, config: IngestOptions): number {
  // Kafka says -1 of a record that has no timestamp.
  if (!(timestampMs >= 0)) return nowMs;
  if (config.timestamps === 'LogAppendTime') return timestampMs;
  return Math.max(0, Math.min(Math.max(timestampMs, nowMs - config.maxSkewMs), nowMs));
}

function acceptedOf(
  record: InboundRecord,
  envelope: RequestEnvelope,
  { app: name, dataref, contentType, sloMs: asked = Infinity }: RequestedFields,
  app: AppRegistered,
  arrivedAtMs: number,
): AcceptedFields {
  const { source, traceparent, expiresAtMs = Infinity } = envelope;
  const { identity, id } = identityAndId(record, envelope);
  const sloMs = Math.min(app.sloMs, asked);
  return {
    identity,
    id,
    app: name,
    model: app.model,
    source,
    arrivedAtMs,
    deadlineMs: Math.max(0, Math.min(arrivedAtMs + sloMs, expiresAtMs)),
    sloMs,
    requestedSloMs: Number.isFinite(asked) && asked > sloMs ? asked : undefined,
    whenLate: app.whenLate ?? 'expire',
    dataref,
    contentType,
    traceparent,
    mayBeAnswered: record.maybeRedelivered === true ? true : undefined,
  };
}

/** Who gets the refusal, as far as the record says: nothing of it has been checked. */
const addresseeOf = (record: InboundRecord, envelope: RequestEnvelope): Addressee => ({
  ...identityAndId(record, envelope),
  app: appOf(envelope).slice(0, maxAppEcho),
  source: envelope.source?.slice(0, maxSourceLength),
  traceparent: envelope.traceparent,
});

/** The app that a request names; empty where it names none. */
export const appOf = ({
  request: {
    fields: { app },
  },
}: RequestEnvelope): string => (typeof app === 'string' ? app : '');

/** Identity and id: the producer's id within its app and source, or the record's place in the log. */
function identityAndId(
  { topic, partition, offset, timestampMs }: InboundRecord,
  envelope: RequestEnvelope,
): { readonly identity: string; readonly id: string } {
  const id = idOf(envelope);
  if (id !== undefined) return { identity: identityOfId(appOf(envelope), envelope.source ?? '', id), id };
  const identity = identityOfPlace(topic, partition, offset, timestampMs);
  return { identity, id: idOfPlace(topic, partition, offset) };
}
