import type { JsonMembers } from '../../../records/json-members';
import { readMembers } from '../../../records/json-members';
import { dataFormOf, type DataForm } from './tensor-data';

/** Of a tensor's own members and the names of tensors and types. */
const maxMembers = 5;
const maxNameLength = 256;
const maxRank = 16;
/** A tensor of more elements fits into no record. */
const maxElements = 2 ** 31;
const known = new Set(['name', 'shape', 'datatype', 'parameters', 'data']);

/** An input tensor as a request has it: all but its head is text, which is passed on as it stands. */
export interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly parametersJson?: string;
  /** A JSON list. */
  readonly dataJson: string;
  readonly form: DataForm;
}

/** Reads one tensor. What is wrong with it is a text. */
export function readTensor(text: string): Tensor | string {
  const reading = readMembers(text, maxMembers);
  if (reading.kind !== 'members') return 'is not an object of name, shape, datatype, data and parameters, each once';
  const { members } = reading;
  const strange = [...members.keys()].find((name) => !known.has(name));
  if (strange !== undefined)
    return `has a member ${JSON.stringify(strange.slice(0, maxNameLength))}, which is not carried`;
  return tensorOf(members);
}

function tensorOf(members: JsonMembers): Tensor | string {
  const [name, datatype, shape] = ['name', 'datatype', 'shape'].map((member) => parsed(members.get(member)?.text));
  const dataJson = members.get('data')?.text;
  if (!isName(name)) return `needs a name of 1 to ${maxNameLength} characters`;
  if (!isName(datatype)) return 'needs a datatype, such as FP32';
  if (!isShape(shape)) return `needs a shape: 1 to ${maxRank} whole numbers, the size of the batch first`;
  if (dataJson === undefined) return 'has no data; data that is binary or lies in shared memory is not carried';
  const form = dataFormOf(dataJson, shape);
  if (form === null) return `has data that is not of the shape [${shape.join()}], neither flat nor nested`;
  return { name, datatype, shape, parametersJson: members.get('parameters')?.text, dataJson, form };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= maxNameLength;

function isShape(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > maxRank) return false;
  if (!value.every((extent) => Number.isInteger(extent) && extent >= 0)) return false;
  return value.reduce((elements: number, extent: number) => elements * extent, 1) <= maxElements;
}
