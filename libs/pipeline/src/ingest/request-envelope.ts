import { limits } from '@harmonybatch/contracts';
import type { InboundRecord } from '../ports/records';
import type { Refusal } from './decision';
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
  /** `refusal` says what is wrong with the record itself or with its headers; null where they are right. */
  | { readonly kind: 'envelope'; readonly envelope: RequestEnvelope; readonly refusal: Refusal | null }
  /** It cannot be read as a request at all. */
  | { readonly kind: 'malformed'; readonly reason: string };

type Headers = InboundRecord['headers'];
type Request = Record<string, unknown>;

/** Longest `ce_source` that outcomes echo. */
export const maxSourceLength = 1024;
const maxTraceparentLength = 128;
const maxQuoteLength = 40;
const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a record of `inference.requested`: plain JSON, or a CloudEvent in Kafka's binary mode. */
export function readEnvelope({ value, headers }: InboundRecord): EnvelopeReading {
  if (value !== null && value.length > limits.maxRecordBytes) return tooLarge(value.length, headers);
  const isEvent = headers['ce_specversion'] !== undefined || headers['ce_id'] !== undefined;
  const subject = isEvent ? headers['ce_subject'] : undefined;
  const body = subject === undefined ? readObject(value) : readInputs(value, subject, headers);
  if (typeof body === 'string') return { kind: 'malformed', reason: body };
  return { kind: 'envelope', ...envelopeOf(isEvent ? withEventHeaders(body, headers) : body, headers, isEvent) };
}

function envelopeOf(
  request: Request,
  headers: Headers,
  isEvent: boolean,
): { envelope: RequestEnvelope; refusal: Refusal | null } {
  const source = isEvent ? headers['ce_source'] : undefined;
  const traceparent = headers['traceparent'] ?? headers['ce_traceparent'];
  const expiry = headers['expirytime'] ?? headers['ce_expirytime'];
  const expiresAtMs = expiry === undefined ? undefined : epochMsOf(expiry);
  const envelope: RequestEnvelope = {
    request,
    ...(source === undefined ? {} : { source }),
    ...(typeof expiresAtMs === 'number' ? { expiresAtMs } : {}),
    ...(traceparent === undefined || traceparent.length > maxTraceparentLength ? {} : { traceparent }),
  };
  const wrong = (field: string, reason: string): Refusal => ({
    code: 'invalid',
    field,
    message: `${field}: ${reason}`,
    hint: 'Mend the header and send the request again, under another id.',
  });
  if (expiresAtMs === null) {
    const quote = `"${expiry?.slice(0, maxQuoteLength)}" is no RFC 3339 time such as 2026-01-31T12:00:00Z`;
    return { envelope, refusal: wrong('expirytime', quote) };
  }
  if (source !== undefined && source.length > maxSourceLength) {
    return { envelope, refusal: wrong('ce_source', `it is longer than ${maxSourceLength} characters`) };
  }
  return { envelope, refusal: null };
}

/** Not parsed: only its headers say whose it is. */
function tooLarge(bytes: number, headers: Headers): EnvelopeReading {
  const { envelope } = envelopeOf(withEventHeaders({}, headers), headers, true);
  const refusal: Refusal = {
    code: 'too_large',
    field: '/',
    message: `the record takes ${bytes} bytes; at most ${limits.maxRecordBytes} are read`,
    hint: 'Store the inputs where the function can fetch them and send the URL as dataref.',
  };
  return { kind: 'envelope', envelope, refusal };
}

/** The value is the inputs alone; the event's subject is the app. Without a value, `dataref` says where they are. */
function readInputs(value: Buffer | null, app: string, headers: Headers): Request | string {
  const contentType = headers['content-type'] ?? headers['ce_datacontenttype'];
  const isJson = contentType === undefined || jsonType.test(contentType);
  if (value === null || value.length === 0) {
    if (datarefOf(headers) === undefined) return 'the event has neither a value nor a dataref';
    return contentType === undefined ? { app } : { app, contentType };
  }
  if (!isJson) return { app, inputs: value.toString('base64'), contentType };
  const parsed = parseJson(value);
  return 'reason' in parsed ? parsed.reason : { app, inputs: parsed.value };
}

function readObject(value: Buffer | null): Request | string {
  if (value === null) return 'the record has no value';
  const parsed = parseJson(value);
  if ('reason' in parsed) return parsed.reason;
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return 'the value is JSON but no object; a request is an object like {"app": "…", "inputs": …}';
  }
  return parsed.value as Request;
}

/** What an event's headers say that its data does not: the data wins. */
function withEventHeaders(body: Request, headers: Headers): Request {
  const { ce_id: id, ce_subject: app } = headers;
  const dataref = datarefOf(headers);
  return {
    ...(id === undefined ? {} : { id }),
    ...(app === undefined ? {} : { app }),
    ...(dataref === undefined || body['inputs'] !== undefined ? {} : { dataref }),
    ...body,
  };
}

const datarefOf = (headers: Headers): string | undefined => headers['dataref'] ?? headers['ce_dataref'];

function parseJson(value: Buffer): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(utf8.decode(value)) };
  } catch (error) {
    return { reason: `the value is no JSON in UTF-8: ${String(error).slice(0, 200)}` };
  }
}
