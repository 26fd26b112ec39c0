import { ItemFault } from '../tensor/item-fault';
import { readJsonTensor } from '../tensor/read-json-tensor';
import { readRawTensor } from '../tensor/read-raw-tensor';
import type { NamedTensors } from '../tensor/tensor';
import type { TensorSpec } from '../tensor/tensor-spec';
import type { InvocationItem } from './invocation';

/**
 * The tensors of one item. `inputs` is a list for a model with one input, else (and there too) an object by the inputs'
 * names; with a `contentType` it is base64, of raw numbers or of such JSON. Throws ItemFault: what is wrong with this item.
 */
export function itemTensors(item: InvocationItem, specs: readonly TensorSpec[]): NamedTensors {
  if (item.dataref !== undefined)
    throw new ItemFault('dataref_not_supported', 'this function fetches nothing; send inputs');
  if (item.contentType === undefined) return jsonTensors(item.inputs, specs);
  const bytes = base64Bytes(item.inputs);
  const [mediaType] = item.contentType.toLowerCase().split(';', 1);
  if (mediaType?.trim() === 'application/json') return jsonTensors(parse(bytes), specs);
  if (mediaType?.trim() === 'application/octet-stream') return rawTensors(bytes, specs);
  const known = 'application/octet-stream (raw numbers) and application/json';
  throw new ItemFault('unsupported_content_type', `${item.contentType.slice(0, 100)}; known are ${known}`);
}

function jsonTensors(inputs: unknown, specs: readonly TensorSpec[]): NamedTensors {
  const [only] = specs;
  if (!isObject(inputs) && only !== undefined && specs.length === 1)
    return new Map([[only.name, readJsonTensor(inputs, only)]]);
  const names = specs.map(({ name }) => name).join(', ');
  if (!isObject(inputs)) throw new ItemFault('bad_inputs', `inputs have to be an object of ${names}`);
  const unknown = Object.keys(inputs).find((name) => !specs.some((spec) => spec.name === name));
  if (unknown !== undefined) throw new ItemFault('bad_inputs', `no input ${unknown.slice(0, 100)}; there is ${names}`);
  return new Map(specs.map((spec) => [spec.name, readJsonTensor(inputs[spec.name], spec)]));
}

function rawTensors(bytes: Buffer, specs: readonly TensorSpec[]): NamedTensors {
  const [only] = specs;
  if (only === undefined || specs.length > 1)
    throw new ItemFault('bad_inputs', 'raw numbers are for models of one input; send JSON');
  return new Map([[only.name, readRawTensor(bytes, only)]]);
}

/** Node reads any text as base64; written again, only base64 is what it was. */
function base64Bytes(inputs: unknown): Buffer {
  const bytes = Buffer.from(typeof inputs === 'string' ? inputs : '', 'base64');
  if (bytes.toString('base64') !== inputs)
    throw new ItemFault('bad_inputs', 'with a contentType, inputs have to be base64');
  return bytes;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ItemFault('bad_json', `inputs are not JSON: ${(error as Error).message}`);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
