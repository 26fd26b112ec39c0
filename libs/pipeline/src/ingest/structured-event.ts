import { type InboundRecord, utf8Text } from '@harmonybatch/ports';
import type { JsonValue } from '../records/json-cursor';
import { readMembers, type JsonMembers } from '../records/json-members';
import { maxLevels } from '../records/json-value';
import { isJsonType } from './content-type';
import { withAttributes, type EventAttributes } from './event-attributes';
import { payloadOfBase64, payloadOfText } from './event-payload';
import { headerOf } from './record-headers';
import { malformed, wrong, type EnvelopeReading } from './request-envelope';
import { givenFields, maxFields, sentRequest, type SentRequest } from './sent-request';

/** Attributes of an event and the fields of the request that is its data. */
const eventLevels = maxLevels + 1;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const textAttributes = ['specversion', 'id', 'source', 'subject', 'datacontenttype', 'dataref', 'expirytime'] as const;
const emptyRequest: SentRequest = { fields: {}, fault: null };

type EventAttributesText = Readonly<Record<string, string | undefined>>;
/** What an event's data says, or which attribute is wrong and how. */
type EventData = SentRequest | { readonly field: string; readonly message: string };

/**
 * Reads a CloudEvent in structured mode: the value is the whole event as JSON. As in binary mode, data are the inputs of the
 * app that `subject` names, or without a subject the request itself.
 */
export function readStructuredEvent(text: string, headers: InboundRecord['headers']): EnvelopeReading {
  const reading = readMembers(text, maxFields, { levels: eventLevels });
  if (reading.kind === 'malformed') return malformed(`the value is not JSON: ${reading.reason}`);
  if (reading.kind === 'no object') return malformed('the value is JSON but not an object; an event is an object');
  const { members } = reading;
  const attributes = textOf(members);
  const data = dataOf(members, attributes);
  const fault = attributeFault(members) ?? (reading.kind === 'invalid' ? reading : 'message' in data ? data : null);
  const refusal = fault && wrong(fault.field, fault.message, 'See docs/asyncapi.json for what an event has to say.');
  const request = withAttributesAsFields('message' in data ? emptyRequest : data, attributes);
  return withAttributes(request, attributesOf(attributes, headers), refusal);
}

/** The attributes that are text; null is as good as absent. */
const textOf = (members: JsonMembers): EventAttributesText =>
  Object.fromEntries(
    [...members]
      .filter(([name, { text }]) => text.startsWith('"') && name !== 'data' && name !== 'data_base64')
      .map(([name, { text }]) => [name, JSON.parse(text) as string]),
  );

/** What the event around the request says; the record's own headers stand in for what it does not. */
const attributesOf = (attributes: EventAttributesText, headers: InboundRecord['headers']): EventAttributes => ({
  source: attributes['source'],
  expirytime: attributes['expirytime'] ?? headerOf(headers, 'expirytime'),
  traceparent: attributes['traceparent'] ?? headerOf(headers, 'traceparent'),
  names: { source: '/source', expirytime: '/expirytime' },
});

function attributeFault(members: JsonMembers): { readonly field: string; readonly message: string } | null {
  for (const name of textAttributes) {
    const text = members.get(name)?.text ?? 'null';
    if (text !== 'null' && !text.startsWith('"')) return { field: `/${name}`, message: 'Expected string' };
  }
  const version = members.get('specversion')?.text ?? '"1.0"';
  return version.startsWith('"1.') ? null : { field: '/specversion', message: 'only version 1.0 is supported' };
}

/** What the event's attributes say that its data does not: the data wins. */
function withAttributesAsFields(request: SentRequest, { id, subject, dataref }: EventAttributesText): SentRequest {
  const ofEvent = givenFields({ id, app: subject, dataref: request.inputs === undefined ? dataref : undefined });
  return { ...request, fields: { ...ofEvent, ...request.fields } };
}

function dataOf(members: JsonMembers, { datacontenttype, subject, dataref }: EventAttributesText): EventData {
  const [data, bytes] = [given(members, 'data'), given(members, 'data_base64')];
  if (bytes !== undefined && data !== undefined) return { field: '/data_base64', message: 'data are given twice' };
  if (bytes !== undefined) return dataOfBytes(bytes.text, datacontenttype, subject);
  if (data !== undefined) return dataOfJson(data, datacontenttype, subject);
  if (dataref === undefined) return { field: '/data', message: 'the event has neither data nor a dataref' };
  return { fields: datacontenttype === undefined ? {} : { contentType: datacontenttype }, fault: null };
}

/** Null is as good as absent, but for data, where it is a value like others unless they stand elsewhere. */
function given(members: JsonMembers, name: 'data' | 'data_base64'): JsonValue | undefined {
  const isAbsent = members.get(name)?.text === 'null' && (name === 'data_base64' || isElsewhere(members));
  return isAbsent ? undefined : members.get(name);
}

const isElsewhere = (members: JsonMembers): boolean =>
  ['data_base64', 'dataref'].some((name) => (members.get(name)?.text ?? 'null') !== 'null');

function dataOfJson({ text }: JsonValue, contentType: string | undefined, subject: string | undefined): EventData {
  if (subject === undefined) return requestOf(text);
  const payload = payloadOfText(text);
  if (typeof payload === 'string') return { field: '/data', message: payload };
  return isJsonType(contentType) || contentType === undefined ? payload : { ...payload, fields: { contentType } };
}

function dataOfBytes(text: string, contentType: string | undefined, subject: string | undefined): EventData {
  const encoded = text.slice(1, -1).replaceAll('\\/', '/');
  const wrongData = (message: string): EventData => ({ field: '/data_base64', message });
  if (!text.startsWith('"') || !base64.test(encoded)) return wrongData('it is not base64 (RFC 4648, padded)');
  if (contentType === undefined || !isJsonType(contentType)) {
    return subject === undefined ? { field: '/subject', message: noSubject } : payloadOfBase64(encoded, contentType);
  }
  const json = utf8Text(Buffer.from(encoded, 'base64'));
  if (json === null) return wrongData('its bytes are not UTF-8 JSON');
  const data = subject === undefined ? requestOf(json) : payloadOfText(json);
  return typeof data === 'string' ? wrongData(data) : data;
}

const noSubject = 'it must be the name of the app where the data are not a whole request';

/** The data are the whole request. */
function requestOf(text: string): EventData {
  const reading = readMembers(text, maxFields);
  if (reading.kind === 'members') return sentRequest(reading.members);
  if (reading.kind === 'invalid') return { field: `/data${reading.field}`, message: reading.message };
  if (reading.kind === 'malformed') return { field: '/data', message: `it is not JSON: ${reading.reason}` };
  return { field: '/subject', message: noSubject };
}
