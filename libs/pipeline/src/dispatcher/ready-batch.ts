import { BatchReady, compile, InferenceAccepted, type Validator } from '@harmonybatch/contracts';
import { Type, type TSchema } from '@sinclair/typebox';
import { type InboundRecord, utf8Text } from '@harmonybatch/ports';
import { JsonCursor } from '../records/json-cursor';
import { JsonSyntaxError } from '../records/json-tokens';
import { maxLevels, type ValueFault } from '../records/json-value';

/** A request of a batch. Its payload is JSON as the producer wrote it: it is never parsed and serialised again. */
export type RequestToRun = Omit<InferenceAccepted, 'inputs' | 'parameters'> & {
  readonly inputsJson?: string;
  readonly parametersJson?: string;
};

/** A batch as it is run. */
export type BatchToRun = Omit<BatchReady, 'requests'> & { readonly requests: readonly RequestToRun[] };

export type ReadyBatchReading =
  | { readonly kind: 'batch'; readonly batch: BatchToRun }
  | { readonly kind: 'unreadable'; readonly code: 'malformed' | 'invalid'; readonly reason: string };

const closed = { additionalProperties: false } as const;
const envelopeValidator = compile(Type.Omit(BatchReady, ['requests'], closed));
const requestValidator = compile(Type.Omit(InferenceAccepted, ['inputs', 'parameters'], closed));
const requestsValidator = compile(BatchReady.properties.requests);
/** A batch and its list of requests. */
const levelsAroundRequest = 2;

/** The record fits no schema. */
class InvalidBatch extends Error {}

/** Reads a record of `batch.ready`. */
export function readReady(record: InboundRecord): ReadyBatchReading {
  if (record.value === null) return unreadable('malformed', 'the record has no value');
  const text = utf8Text(record.value);
  if (text === null) return unreadable('malformed', 'the value is not UTF-8');
  try {
    return { kind: 'batch', batch: batchOf(text) };
  } catch (error) {
    if (error instanceof JsonSyntaxError) return unreadable('malformed', `the value is not JSON: ${error.message}`);
    if (error instanceof InvalidBatch) return unreadable('invalid', error.message);
    throw error;
  }
}

/** The request of every identity once: a batch that names one twice runs it once. */
export const requestsByIdentity = (batch: BatchToRun): Map<string, RequestToRun> =>
  new Map(batch.requests.map((request) => [request.identity, request]));

const unreadable = (code: 'malformed' | 'invalid', reason: string): ReadyBatchReading => ({
  kind: 'unreadable',
  code,
  reason,
});

/** Goes through the text once; only what is not payload is parsed. */
function batchOf(text: string): BatchToRun {
  const cursor = new JsonCursor(text, { levels: maxLevels + levelsAroundRequest });
  if (cursor.next !== 'object') return notAnObject(cursor);
  const members: string[] = [];
  let requests: readonly RequestToRun[] = [];
  cursor.members((name, from) => {
    if (name === 'requests' && cursor.next === 'list') requests = requestsOf(cursor);
    else members.push(memberText(cursor, from, '', name));
  });
  cursor.end();
  if (requests.length === 0 || requests.length > (BatchReady.properties.requests.maxItems ?? Infinity)) {
    throw new InvalidBatch(faultsOf(requestsValidator, requests, '/requests'));
  }
  const envelope = checked(envelopeValidator, objectOf(members), '') as Omit<BatchReady, 'requests'>;
  if (envelope.group === undefined && envelope.reason !== 'unplanned') {
    throw new InvalidBatch('/group: only a batch whose reason is unplanned has none');
  }
  return { ...envelope, requests };
}

/** Well-formed JSON that is not an object is invalid, not malformed. */
function notAnObject(cursor: JsonCursor): never {
  cursor.value();
  cursor.end();
  throw new InvalidBatch('/: Expected object');
}

function requestsOf(cursor: JsonCursor): RequestToRun[] {
  const requests: RequestToRun[] = [];
  cursor.items((index) => {
    const field = `/requests/${index}`;
    if (cursor.next !== 'object') throw new InvalidBatch(`${field}: Expected object`);
    requests.push(requestOf(cursor, field));
  });
  return requests;
}

function requestOf(cursor: JsonCursor, field: string): RequestToRun {
  const members: string[] = [];
  let inputsJson: string | undefined;
  let parametersJson: string | undefined;
  cursor.members((name, from) => {
    if (name === 'inputs') inputsJson = payloadText(cursor, `${field}/inputs`);
    else if (name === 'parameters') parametersJson = parametersOf(cursor, `${field}/parameters`);
    else members.push(memberText(cursor, from, field, name));
  });
  const request = checked(requestValidator, objectOf(members), field) as Mutable<RequestToRun>;
  if (inputsJson !== undefined) request.inputsJson = inputsJson;
  if (parametersJson !== undefined) request.parametersJson = parametersJson;
  return request;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

function parametersOf(cursor: JsonCursor, field: string): string {
  if (cursor.next !== 'object') throw new InvalidBatch(`${field}: Expected object`);
  return payloadText(cursor, field);
}

/** The text of a member whose name stands at `from` and whose value comes next. */
function memberText(cursor: JsonCursor, from: number, field: string, name: string): string {
  const { fault } = cursor.value();
  if (fault !== null) throw faultAt(`${field}/${name}`, fault);
  return cursor.textSince(from);
}

/** Parsed at once: that costs less than member by member. */
const objectOf = (members: readonly string[]): unknown => JSON.parse(`{${members.join()}}`);

/** The text of the value that comes next. */
function payloadText(cursor: JsonCursor, field: string): string {
  const { text, fault } = cursor.value();
  if (fault !== null) throw faultAt(field, fault);
  return text;
}

const faultAt = (field: string, fault: ValueFault): InvalidBatch =>
  new InvalidBatch(`${field}${fault.field}: ${fault.message}`);

function checked<T extends TSchema>(validator: Validator<T>, value: unknown, field: string): unknown {
  if (!validator.check(value)) throw new InvalidBatch(faultsOf(validator, value, field));
  return value;
}

const faultsOf = (validator: Validator<TSchema>, value: unknown, at: string): string =>
  validator
    .explain(value)
    .map(({ field, message }) => `${at}${field === '/' && at !== '' ? '' : field}: ${message}`)
    .join('; ');
