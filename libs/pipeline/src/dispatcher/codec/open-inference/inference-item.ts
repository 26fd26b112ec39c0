import { JsonCursor } from '../../../records/json-cursor';
import { readMembers } from '../../../records/json-members';
import type { RequestToRun } from '../../ready-batch';
import { readTensor, type Tensor } from './tensor';

/** One request as the Open Inference Protocol has it. */
export interface InferenceItem {
  readonly tensors: readonly Tensor[];
  /** Which outputs it asks for, JSON. */
  readonly outputsJson?: string;
  readonly parametersJson?: string;
  /** First extent of all its tensors; null where they have several, so that no other request can stand beside it. */
  readonly rows: number | null;
}

/** What of a request is read here. */
export type ItemPayload = Pick<RequestToRun, 'inputsJson' | 'parametersJson' | 'contentType'>;

const maxTensors = 64;
const maxMembers = 4;
const known = new Set(['id', 'inputs', 'outputs', 'parameters']);

/**
 * Reads the payload of a request: a list of tensors, or the body of an inference request of its own.
 * @returns what is wrong with it as a text
 */
export function readItem({ inputsJson, parametersJson, contentType }: ItemPayload): InferenceItem | string {
  if (inputsJson === undefined) return 'inputs: the model takes tensors, and a dataref has none';
  if (contentType !== undefined) return 'inputs: the model takes tensors, and base64 inputs have none';
  const parts = bodyOf(inputsJson);
  if (typeof parts === 'string') return parts;
  if (parts.parametersJson !== undefined && parametersJson !== undefined) {
    return 'parameters: they stand in the request and in its inputs; give them once';
  }
  const tensors = readTensors(parts.tensorsJson);
  if (typeof tensors === 'string') return tensors;
  const { outputsJson } = parts;
  return { tensors, outputsJson, parametersJson: parametersJson ?? parts.parametersJson, rows: rowsOf(tensors) };
}

/** Requests of the same kind differ in nothing but how many rows their tensors have and what is in them. */
export const kindOf = ({ tensors, outputsJson, parametersJson }: InferenceItem): string =>
  JSON.stringify([
    tensors.map(({ name, datatype, shape, parametersJson: own, form }) => [name, datatype, shape.slice(1), own, form]),
    outputsJson,
    parametersJson,
  ]);

interface BodyParts {
  readonly tensorsJson: string;
  readonly outputsJson?: string;
  readonly parametersJson?: string;
}

function bodyOf(inputsJson: string): BodyParts | string {
  if (inputsJson.startsWith('[')) return { tensorsJson: inputsJson };
  const reading = readMembers(inputsJson, maxMembers);
  const members = reading.kind === 'members' ? reading.members : undefined;
  const tensorsJson = members?.get('inputs')?.text;
  if (members === undefined || tensorsJson === undefined || ![...members.keys()].every((name) => known.has(name))) {
    return 'inputs: the model takes a list of tensors, or an object of inputs, outputs and parameters';
  }
  return { tensorsJson, outputsJson: members.get('outputs')?.text, parametersJson: members.get('parameters')?.text };
}

function readTensors(text: string): readonly Tensor[] | string {
  const cursor = new JsonCursor(text);
  if (cursor.next !== 'list') return 'inputs: Expected a list of tensors';
  const tensors: Tensor[] = [];
  const faults: string[] = [];
  cursor.items((index) => {
    if (index >= maxTensors || faults.length > 0) return;
    const tensor = readTensor(cursor.value().text);
    if (typeof tensor === 'string') faults.push(`inputs/${index}: the tensor ${tensor}`);
    else tensors.push(tensor);
    if (index + 1 === maxTensors) faults.push(`inputs: more than ${maxTensors - 1} tensors`);
  });
  if (faults.length === 0 && tensors.length === 0) return 'inputs: there is no tensor';
  return faults[0] ?? tensors;
}

function rowsOf([first, ...others]: readonly Tensor[]): number | null {
  const rows = first?.shape[0] ?? 0;
  return rows > 0 && others.every(({ shape }) => shape[0] === rows) ? rows : null;
}
