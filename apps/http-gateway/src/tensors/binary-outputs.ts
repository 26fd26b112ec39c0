import { JsonCursor, type JsonMembers, readMembers } from '@harmonybatch/pipeline';
import { sizeParameter } from './binary-inputs';
import { datatypes } from './datatypes';
import type { OutputForms } from './output-forms';

/** Outputs of which some are bytes. */
export interface DividedOutputs {
  /** A list, JSON. */
  readonly json: string;
  /** Of those that are bytes, one behind the other. */
  readonly bytes: readonly Buffer[];
}

const maxMembers = 16;
/** What a list of elements holds, whatever its nesting. */
const element = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null|NaN|-?Infinity/g;

/**
 * Takes the elements of outputs that are wanted as bytes out of their JSON. An output that is no tensor stays as it is.
 * @param outputs JSON
 * @throws ElementError where an element does not fit the type of its tensor
 */
export function divided(outputs: string, forms: OutputForms): DividedOutputs {
  const cursor = new JsonCursor(outputs, { acceptsNonFinite: true });
  if (cursor.next !== 'list') return { json: outputs, bytes: [] };
  const bytes: Buffer[] = [];
  const tensors: string[] = [];
  cursor.items(() => {
    const { text } = cursor.value();
    const tensor = readMembers(text, maxMembers, { acceptsNonFinite: true });
    const ofTensor = tensor.kind === 'members' ? bytesOf(tensor.members, forms) : null;
    if (tensor.kind !== 'members' || ofTensor === null) return void tensors.push(text);
    bytes.push(ofTensor);
    tensors.push(withSize(tensor.members, ofTensor.length));
  });
  return { json: `[${tensors.join(',')}]`, bytes };
}

function bytesOf(members: JsonMembers, forms: OutputForms): Buffer | null {
  const [name, datatype] = ['name', 'datatype'].map((one) => scalarOf(members.get(one)?.text));
  const data = members.get('data')?.text;
  const type = datatypes.get(datatype ?? '');
  if (name === undefined || type === undefined || data === undefined || !forms.isBinary(name)) return null;
  return type.encode(data.match(element) ?? []);
}

function scalarOf(text: string | undefined): string | undefined {
  const value: unknown = text?.startsWith('"') ? JSON.parse(text) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function withSize(members: JsonMembers, size: number): string {
  const kept = [...members].filter(([name]) => name !== 'data' && name !== 'parameters');
  const texts = kept.map(([name, { text }]) => `${JSON.stringify(name)}:${text}`);
  const own = members.get('parameters')?.text.trim().slice(1, -1).trim() ?? '';
  return `{${[...texts, `"parameters":{${own === '' ? '' : `${own},`}"${sizeParameter}":${size}}`].join(',')}}`;
}
