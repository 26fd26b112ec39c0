import { AcceptedFields, compile } from '@harmonybatch/contracts';
import type { JsonValue } from './json-cursor';
import { readMembers, type JsonMembers } from './json-members';
import { pointerTo } from './json-value';
import { scalarFields } from './scalar-fields';

/** The payload of a request, each part as it was sent. */
export interface RequestPayload {
  readonly inputs?: JsonValue;
  readonly parameters?: JsonValue;
}

export type AcceptedReading =
  | { readonly kind: 'request'; readonly fields: AcceptedFields; readonly payload: RequestPayload }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

const validator = compile(AcceptedFields);
const maxFields = 64;
const payloadFields: ReadonlySet<string> = new Set(['inputs', 'parameters']);

/** A request as JSON: the payload is put in as it was sent, to the last digit and escape. */
export function acceptedJson(fields: AcceptedFields, { inputs, parameters }: RequestPayload): string {
  const head = JSON.stringify(fields).slice(0, -1);
  const inputsMember = inputs === undefined ? '' : `,"inputs":${inputs.text}`;
  const parametersMember = parameters === undefined ? '' : `,"parameters":${parameters.text}`;
  return `${head}${inputsMember}${parametersMember}}`;
}

/** The same request, marked as one that another ingest may have rejected. */
export const asMaybeAnswered = (json: string): string => `{"mayBeAnswered":true,${json.slice(1)}`;

/** Reads an accepted request, trusting nobody. Its payload is found and not read: it costs its length and nothing more. */
export function readAcceptedJson(text: string): AcceptedReading {
  const reading = readMembers(text, maxFields);
  if (reading.kind === 'malformed') return unreadable('malformed', `the value is not JSON: ${reading.reason}`);
  if (reading.kind === 'no object') return unreadable('invalid', '/: Expected object');
  if (reading.kind === 'invalid') return unreadable('invalid', `${reading.field}: ${reading.message}`);
  const { members } = reading;
  const fields = scalarFields(members, payloadFields);
  const fault = payloadFault(members) ?? (validator.check(fields) ? null : schemaFaults(fields));
  if (fault !== null) return unreadable('invalid', fault);
  const payload = { inputs: members.get('inputs'), parameters: members.get('parameters') };
  return { kind: 'request', fields: fields as AcceptedFields, payload };
}

function payloadFault(members: JsonMembers): string | null {
  for (const [name, { fault }] of members) {
    if (fault !== null) return `${pointerTo(name)}${fault.field}: ${fault.message}`;
  }
  return (members.get('parameters')?.text ?? '{').startsWith('{') ? null : '/parameters: Expected object';
}

const schemaFaults = (fields: unknown): string =>
  validator
    .explain(fields)
    .map(({ field, message }) => `${field}: ${message}`)
    .join('; ');

const unreadable = (code: 'malformed' | 'invalid', reason: string) => ({ kind: 'unreadable', code, reason }) as const;
