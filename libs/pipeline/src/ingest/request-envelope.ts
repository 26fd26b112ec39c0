import type { InboundRecord } from '../ports/records';
import { epochMsOf } from './rfc3339';

/** What a record says before its request is checked: the request as sent, and what its headers add. */
export interface RequestEnvelope {
  /** The request object, not yet checked. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly source?: string;
  /** Time after which an answer is of no use, epoch ms (CloudEvents `expirytime`). */
  readonly expiresAtMs?: number;
  readonly traceparent?: string;
}

export type EnvelopeReading =
  | { readonly kind: 'envelope'; readonly envelope: RequestEnvelope }
  /** It cannot be read as a request at all. */
  | { readonly kind: 'malformed'; readonly reason: string }
  /** It is a CloudEvent whose headers are wrong. */
  | {
      readonly kind: 'invalid';
      readonly field: string;
      readonly reason: string;
      readonly request: Readonly<Record<string, unknown>>;
    };

const maxSourceLength = 1024;
const maxTraceparentLength = 128;
const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i;

/** Reads a record of `inference.requested`: plain JSON, or a CloudEvent in Kafka's binary mode. */
export function readEnvelope(record: InboundRecord): EnvelopeReading {
  if (record.value === null) return { kind: 'malformed', reason: 'the record has no value' };
  const headers = record.headers;
  const subject = headers['ce_subject'];
  const isEvent = headers['ce_specversion'] !== undefined || headers['ce_id'] !== undefined;
  const body =
    isEvent && subject !== undefined ? readSubject(record.value, subject, headers) : readObject(record.value);
  if (typeof body === 'string') return { kind: 'malformed', reason: body };
  const request = isEvent ? withEventHeaders(body, headers) : body;
  return envelopeOf(request, headers, isEvent);
}

function envelopeOf(
  request: Record<string, unknown>,
  headers: InboundRecord['headers'],
  isEvent: boolean,
): EnvelopeReading {
  const source = isEvent ? headers['ce_source'] : undefined;
  const traceparent = headers['traceparent'] ?? headers['ce_traceparent'];
  const expiry = headers['expirytime'] ?? headers['ce_expirytime'];
  const expiresAtMs = expiry === undefined ? undefined : epochMsOf(expiry);
  if (expiresAtMs === null) {
    return { kind: 'invalid', field: 'expirytime', reason: `"${expiry?.slice(0, 40)}" is no RFC 3339 time`, request };
  }
  if (source !== undefined && source.length > maxSourceLength) {
    return { kind: 'invalid', field: 'ce_source', reason: `it is longer than ${maxSourceLength} characters`, request };
  }
  const envelope: RequestEnvelope = {
    request,
    ...(source === undefined ? {} : { source }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(traceparent === undefined || traceparent.length > maxTraceparentLength ? {} : { traceparent }),
  };
  return { kind: 'envelope', envelope };
}

/** The value is the inputs alone; the event's subject is the app. */
function readSubject(value: Buffer, app: string, headers: InboundRecord['headers']): Record<string, unknown> | string {
  const contentType = headers['content-type'] ?? headers['ce_datacontenttype'];
  const dataref = headers['ce_dataref'];
  if (dataref !== undefined) return { app, dataref, ...(contentType === undefined ? {} : { contentType }) };
  if (contentType !== undefined && !jsonType.test(contentType)) {
    return { app, inputs: value.toString('base64'), contentType };
  }
  const parsed = parseJson(value);
  return 'reason' in parsed ? parsed.reason : { app, inputs: parsed.value };
}

function readObject(value: Buffer): Record<string, unknown> | string {
  const parsed = parseJson(value);
  if ('reason' in parsed) return parsed.reason;
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return 'the value is JSON but no object; a request is an object like {"app": "…", "inputs": …}';
  }
  return parsed.value as Record<string, unknown>;
}

/** What an event's headers say that its data does not: the data wins. */
function withEventHeaders(body: Record<string, unknown>, headers: InboundRecord['headers']): Record<string, unknown> {
  const { ce_id: id, ce_subject: app, ce_dataref: dataref } = headers;
  return {
    ...(id === undefined ? {} : { id }),
    ...(app === undefined ? {} : { app }),
    ...(dataref === undefined || body['inputs'] !== undefined ? {} : { dataref }),
    ...body,
  };
}

function parseJson(value: Buffer): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value)) };
  } catch (error) {
    return { reason: `the value is no JSON in UTF-8: ${String(error).slice(0, 200)}` };
  }
}
