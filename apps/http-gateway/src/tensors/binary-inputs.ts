import { JsonCursor, type JsonMembers, readMembers } from '@harmonybatch/pipeline';
import { invalidRequest } from '../protocol/invalid-request';
import { datatypes, ElementError } from './datatypes';

/** Header that says where the JSON of a body ends, and bytes of tensors begin. */
export const headLengthHeader = 'inference-header-content-length';
/** Parameter of a tensor whose elements are bytes behind the JSON: how many. */
export const sizeParameter = 'binary_data_size';
const hint = 'As the binary tensor data extension of the protocol has it: docs/guides/http.md.';
const maxMembers = 16;

/** The JSON of a body, and the bytes behind it. */
export interface BodyParts {
  readonly json: Buffer;
  readonly bytes: Buffer;
}

/** Divides a body. @throws Refusal with status 400 where the header is wrong */
export function bodyParts(body: Buffer, headLength: string | string[] | undefined): BodyParts {
  if (headLength === undefined) return { json: body, bytes: Buffer.alloc(0) };
  const length = /^\d{1,9}$/.test(String(headLength)) ? Number(headLength) : NaN;
  if (length <= body.length) return { json: body.subarray(0, length), bytes: body.subarray(length) };
  throw invalidRequest(headLengthHeader, `it is no length of JSON in a body of ${body.length} bytes`, hint);
}

/**
 * The list of tensors with all elements as JSON.
 * @param inputs JSON
 * @throws Refusal with status 400 where tensors and bytes do not fit
 */
export function withoutBytes(inputs: string, bytes: Buffer): string {
  const cursor = new JsonCursor(inputs);
  let at = 0;
  const tensors: string[] = [];
  if (cursor.next === 'list')
    cursor.items((index) => {
      const { text } = cursor.value();
      const members = membersOf(text);
      const size = sizeOf(members, index);
      if (members === null || size === null) return void tensors.push(text);
      if (at + size > bytes.length) throw wrong(index, `it has ${size} bytes, and ${bytes.length - at} are left`);
      tensors.push(readable(members, bytes.subarray(at, at + size), index));
      at += size;
    });
  if (at < bytes.length) throw invalidRequest('/inputs', `${bytes.length - at} bytes are of no tensor`, hint);
  return at === 0 ? inputs : `[${tensors.join(',')}]`;
}

function membersOf(text: string): JsonMembers | null {
  const reading = readMembers(text, maxMembers);
  return reading.kind === 'members' ? reading.members : null;
}

function sizeOf(members: JsonMembers | null, index: number): number | null {
  const parameters = members?.get('parameters')?.text;
  const size = parameters === undefined ? undefined : membersOf(parameters)?.get(sizeParameter)?.text;
  if (size === undefined) return null;
  if (/^\d{1,9}$/.test(size)) return Number(size);
  throw wrong(index, `its ${sizeParameter} is no number of bytes`);
}

function readable(members: JsonMembers, bytes: Buffer, index: number): string {
  if (members.has('data')) throw wrong(index, 'it has data as well as bytes');
  const type = datatypes.get(JSON.parse(members.get('datatype')?.text ?? 'null') as string);
  if (type === undefined) throw wrong(index, 'its datatype is none of the protocol');
  if (type.bytes !== null && bytes.length % type.bytes !== 0)
    throw wrong(index, `its ${bytes.length} bytes are no whole number of elements`);
  try {
    return rewritten(members, `[${type.decode(bytes).join(',')}]`);
  } catch (error) {
    if (error instanceof ElementError) throw wrong(index, error.message);
    throw error;
  }
}

/** The tensor with data in the place of its size. */
function rewritten(members: JsonMembers, data: string): string {
  const parameters = [...(membersOf(members.get('parameters')!.text) ?? [])].filter(([name]) => name !== sizeParameter);
  const own = parameters.map(([name, { text }]) => `${JSON.stringify(name)}:${text}`).join(',');
  const kept = [...members].filter(([name]) => name !== 'parameters');
  const texts = kept.map(([name, { text }]) => `${JSON.stringify(name)}:${text}`);
  return `{${[...texts, ...(own === '' ? [] : [`"parameters":{${own}}`]), `"data":${data}`].join(',')}}`;
}

const wrong = (index: number, message: string) => invalidRequest(`/inputs/${index}`, message, hint);
