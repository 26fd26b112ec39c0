import { type InboundRecord, utf8Text } from '@harmonybatch/ports';
import { firstMembers, type TruncatedObject, type JsonMembers } from '../records/json-members';
import { contentMode } from './content-type';
import type { Refusal } from './decision';
import { attributesOf, isEvent, withEventHeaders } from './binary-event';
import { withAttributes } from './event-attributes';
import { headerOf } from './record-headers';
import { malformed, type EnvelopeReading } from './request-envelope';
import { givenFields, type SentRequest } from './sent-request';

type Headers = InboundRecord['headers'];

/** So much of a record that is too long is looked at, to find whose it is, bytes. */
const headBytes = 16 * 1024;
const payloadFields = ['inputs', 'parameters', 'data', 'data_base64'];

/**
 * The refusal of a record that is longer than any request may be. It is not read: its headers say whose it is, or what it
 * begins with. What neither begins nor ends as a request does is none.
 */
export function readOversized(value: Buffer, maxBytes: number, headers: Headers): EnvelopeReading {
  const length = `the record takes ${value.length} bytes; a request takes at most ${maxBytes}`;
  const isInputs = isEvent(headers) && headerOf(headers, 'ce_subject') !== undefined;
  const head = isInputs ? inputsOnly : firstMembers(headOf(value));
  if (head === null || !(isInputs || endsAsObject(value))) return malformed(`${length}, and is not a JSON object`);
  const { members, lastName } = head;
  const isStructured = contentMode(headerOf(headers, 'content-type')) === 'structured';
  const attributes = attributesOf(headers);
  const source = isStructured ? textAt(members, 'source') : attributes.source;
  const request = withEventHeaders(addressee(members, isStructured ? 'subject' : 'app'), headers);
  const refusal: Refusal = {
    code: 'too_large',
    field: lastName !== null && payloadFields.includes(lastName) ? `/${lastName}` : '/',
    message: length,
    hint: 'Store the inputs where the function can fetch them and send the URL as dataref, under another id.',
  };
  return withAttributes(request, { ...attributes, source }, refusal);
}

/** In binary mode with a subject the value is the inputs: what stands in it says nothing of whose it is. */
const inputsOnly: TruncatedObject = { members: new Map(), lastName: 'inputs' };

function addressee(members: JsonMembers, appField: 'app' | 'subject'): SentRequest {
  return { fields: givenFields({ app: textAt(members, appField), id: textAt(members, 'id') }), fault: null };
}

/** The beginning of a value, cut between two characters. */
function headOf(value: Buffer): string {
  let end = Math.min(value.length, headBytes);
  while (end > 0 && isContinuation(value[end]!)) end -= 1;
  return utf8Text(value.subarray(0, end)) ?? '';
}

/** So many bytes of whitespace may stand behind the end. */
const maxSpaceBytes = 1024;

const endsAsObject = (value: Buffer): boolean => /\}\s*$/.test(value.toString('latin1', value.length - maxSpaceBytes));

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

function textAt(members: JsonMembers, name: string): string | undefined {
  const text = members.get(name)?.text;
  return text?.startsWith('"') ? (JSON.parse(text) as string) : undefined;
}
