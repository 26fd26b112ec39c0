import { JsonCursor } from '../../../records/json-cursor';
import { JsonSyntaxError } from '../../../records/json-tokens';
import { opensList } from '../../answer/lenient-json';
import { cutData, entriesPerRow } from './tensor-data';

/** An output tensor as it stands in an answer: the texts of its members by name. */
export type OutputTensor = ReadonlyMap<string, string>;

export interface InferenceAnswer {
  /** The list of its output tensors, as it stands. */
  readonly outputsJson: string;
  readonly tensors: readonly OutputTensor[];
}

/** Reads an answer; why it cannot be read is a text. */
export function readAnswer(text: string): InferenceAnswer | string {
  try {
    return answerOf(text) ?? `not a JSON object with a list of outputs: ${JSON.stringify(text.slice(0, shownLength))}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return `not JSON: ${error.message}`;
    throw error;
  }
}

const shownLength = 80;

function answerOf(text: string): InferenceAnswer | null {
  const cursor = new JsonCursor(text, { acceptsNonFinite: true });
  if (cursor.next !== 'object') return null;
  let outputsJson: string | null = null;
  cursor.members((name) => {
    if (name === 'outputs' && cursor.next === 'list') outputsJson ??= cursor.value().text;
  });
  cursor.end();
  return outputsJson === null ? null : { outputsJson, tensors: tensorsOf(outputsJson) };
}

function tensorsOf(outputsJson: string): OutputTensor[] {
  const cursor = new JsonCursor(outputsJson, { acceptsNonFinite: true });
  const tensors: OutputTensor[] = [];
  cursor.items(() => {
    const members = new Map<string, string>();
    if (cursor.next === 'object') cursor.members((name) => void members.set(name, cursor.value().text));
    tensors.push(members);
  });
  return tensors;
}

/**
 * Divides a tensor along the batch dimension.
 * @param rows of each part
 * @returns the parts, JSON; or why the tensor cannot be divided so
 */
export function cutTensor(tensor: OutputTensor, rows: readonly number[]): string[] | string {
  const name = tensor.get('name') ?? 'without a name';
  const shape = shapeOf(tensor.get('shape'));
  const dataJson = tensor.get('data');
  if (shape === null || dataJson === undefined || !opensList(dataJson, 0)) {
    return `the output ${name} has no shape or no data`;
  }
  const all = rows.reduce((sum, some) => sum + some, 0);
  if (shape[0] !== all) return `the output ${name} has the shape [${shape.join()}], though the batch has ${all} rows`;
  const perRow = entriesPerRow(dataJson, shape);
  const parts = cutData(
    dataJson,
    rows.map((some) => some * perRow),
  );
  if (parts === null) return `the data of the output ${name} is not of its shape [${shape.join()}]`;
  return parts.map((part, index) => withRows(tensor, [rows[index]!, ...shape.slice(1)], part));
}

function withRows(tensor: OutputTensor, shape: readonly number[], dataJson: string): string {
  const members = [...tensor].map(([name, text]): [string, string] => {
    if (name === 'shape') return [name, JSON.stringify(shape)];
    return [name, name === 'data' ? dataJson : text];
  });
  return `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

function shapeOf(text: string | undefined): readonly number[] | null {
  const shape: unknown = text === undefined ? null : parsed(text);
  const isShape =
    Array.isArray(shape) && shape.length > 0 && shape.every((one) => Number.isSafeInteger(one) && one >= 0);
  return isShape ? (shape as number[]) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // It holds NaN, which is let pass for the sake of data.
  }
}
