import { type InboundRecord, utf8Text } from '@harmonybatch/ports';
import { readMembers } from '../records/json-members';
import { contentMode, isJsonType } from './content-type';
import { attributesOf, isEvent, withEventHeaders } from './binary-event';
import { withAttributes } from './event-attributes';
import { payloadOfBytes, payloadOfText } from './event-payload';
import { readOversized } from './oversized-record';
import { headerOf, unreadableHeader } from './record-headers';
import { malformed, wrong, type EnvelopeReading } from './request-envelope';
import { givenFields, maxFields, sentRequest, type SentRequest } from './sent-request';
import { readStructuredEvent } from './structured-event';

type Headers = InboundRecord['headers'];

const emptyRequest: SentRequest = { fields: {}, fault: null };
const notUtf8 = 'the value is not UTF-8';

/**
 * Reads a record of `inference.requested`: plain JSON, or a CloudEvent in Kafka's binary or structured mode. The work is
 * linear in what may be accepted: what is longer than that is refused by its length.
 * @param maxBytes the longest value that may be accepted
 */
export function readEnvelope(record: InboundRecord, maxBytes: number): EnvelopeReading {
  const reading = readValue(record, maxBytes);
  const header = unreadableHeader(record, isEvent(record.headers));
  return header === undefined ? reading : withHeaderRefusal(header, reading, record.headers);
}

/** Whose it is stands in the headers that can be read, or in the value; what would have stood in this one is not guessed. */
function withHeaderRefusal(name: string, reading: EnvelopeReading, headers: Headers): EnvelopeReading {
  const refusal = wrong(
    name,
    'the value of this header is not UTF-8',
    'Write headers as text in UTF-8 and send the request again, under another id.',
  );
  if (reading.kind === 'envelope') return { ...reading, refusal };
  if (!isEvent(headers)) return reading;
  return withAttributes(withEventHeaders(emptyRequest, headers), attributesOf(headers), refusal);
}

function readValue({ value, headers }: InboundRecord, maxBytes: number): EnvelopeReading {
  const contentType = headerOf(headers, 'content-type');
  const mode = contentMode(contentType);
  if (mode === 'unknown format') return unsupportedFormat(contentType ?? '', headers);
  if (value !== null && value.length > maxBytes) return readOversized(value, maxBytes, headers);
  if (mode === 'structured') return structured(value, headers);
  const subject = isEvent(headers) ? headerOf(headers, 'ce_subject') : undefined;
  return subject === undefined ? readPlain(value, headers) : readInputs(value, subject, headers);
}

/** The value is the whole request. */
function readPlain(value: Buffer | null, headers: Headers): EnvelopeReading {
  if (value === null) return malformed('the record has no value');
  const text = utf8Text(value);
  if (text === null) return malformed(notUtf8);
  const reading = readMembers(text, maxFields);
  if (reading.kind === 'malformed') return malformed(`the value is not JSON: ${reading.reason}`);
  if (reading.kind === 'no object') {
    return malformed('the value is JSON but not an object; a request is an object like {"app": "…", "inputs": …}');
  }
  const request = withEventHeaders(sentRequest(reading.members), headers);
  const refusal =
    reading.kind === 'invalid' ? wrong(reading.field, reading.message, 'Give every field of a request once.') : null;
  return withAttributes(request, attributesOf(headers), refusal);
}

/** The value is the inputs alone; the event's subject is the app. Without a value, `dataref` says where they are. */
function readInputs(value: Buffer | null, app: string, headers: Headers): EnvelopeReading {
  const contentType = headerOf(headers, 'content-type', 'ce_datacontenttype');
  const request = withEventHeaders({ fields: { app }, fault: null }, headers);
  if (value === null || value.length === 0) {
    const hasDataref = request.fields['dataref'] !== undefined;
    if (!hasDataref) return malformed('the event has neither a value nor a dataref');
    const fields = { ...request.fields, ...givenFields({ contentType }) };
    return withAttributes({ fields, fault: null }, attributesOf(headers));
  }
  const payload = isJsonType(contentType) ? jsonPayload(value) : payloadOfBytes(value, contentType);
  if (typeof payload === 'string') return malformed(payload);
  const { dataref: _elsewhere, ...fields } = request.fields;
  return withAttributes({ ...payload, fields: { ...fields, ...payload.fields } }, attributesOf(headers));
}

function jsonPayload(value: Buffer): SentRequest | string {
  const text = utf8Text(value);
  return text === null ? notUtf8 : payloadOfText(text);
}

function structured(value: Buffer | null, headers: Headers): EnvelopeReading {
  if (value === null) return malformed('the record has no value');
  const text = utf8Text(value);
  return text === null ? malformed(notUtf8) : readStructuredEvent(text, headers);
}

/** Several events in one record, or a format that is not JSON: one record is one request. */
function unsupportedFormat(contentType: string, headers: Headers): EnvelopeReading {
  const refusal = wrong(
    'content-type',
    `content type ${contentType.slice(0, 80)} is not supported`,
    'Send one event a record, as application/cloudevents+json (structured mode) or with ce_ headers (binary mode).',
  );
  return withAttributes(withEventHeaders(emptyRequest, headers), attributesOf(headers), refusal);
}
