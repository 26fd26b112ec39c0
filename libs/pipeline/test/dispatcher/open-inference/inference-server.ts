/** What a server of the Open Inference Protocol answers over HTTP. */
export interface InferenceReply {
  readonly status: number;
  readonly body: string;
}

interface GivenTensor {
  readonly name: string;
  readonly shape: number[];
  readonly datatype: string;
  readonly data: unknown[];
}

interface InferenceRequest {
  readonly id?: string;
  readonly inputs: GivenTensor[];
  readonly outputs?: { readonly name: string }[];
}

const datatypes = new Set('BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64 BYTES'.split(' '));

class Refusal extends Error {}

/**
 * A server that follows the protocol's rules of JSON: tensors have a name, a shape, a datatype and as many elements as the
 * shape says, flat or nested, and all have as many rows. Its model answers every tensor with itself, as it was written, and
 * with a text a row; the negative of a row fails the batch.
 */
export function inferenceServer(body: string): InferenceReply {
  try {
    const { id, inputs, outputs } = JSON.parse(body) as InferenceRequest;
    if (!Array.isArray(inputs) || inputs.length === 0) throw new Refusal('inputs are missing');
    const all = [...inputs.map(echoed), ...inputs.map(labels)];
    if (new Set(all.map(({ shape }) => shape[0])).size > 1) throw new Refusal('inputs differ in their batch size');
    const asked = outputs === undefined ? all : all.filter(({ name }) => outputs.some((one) => one.name === name));
    return { status: 200, body: JSON.stringify({ model_name: 'm', model_version: '1', id, outputs: asked }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: JSON.stringify({ error: error.message }) };
  }
}

function echoed(tensor: GivenTensor): GivenTensor {
  const { name, shape, datatype, data } = tensor;
  if (typeof name !== 'string' || !datatypes.has(datatype)) throw new Refusal(`${name} has no known datatype`);
  if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) throw new Refusal(`${name} has no shape`);
  const elements = flattened(tensor);
  if (elements.length !== sizeOf(shape))
    throw new Refusal(`${name} has ${elements.length} elements for [${shape.join()}]`);
  if (elements.includes(-666)) throw new Refusal(`${name} has a value that the model cannot take`);
  return { name: `echo_${name}`, shape, datatype, data };
}

/** The first element of every row, as text. */
function labels(tensor: GivenTensor): GivenTensor {
  const { name, shape } = tensor;
  const perRow = sizeOf(shape.slice(1));
  const elements = flattened(tensor);
  const data = Array.from({ length: shape[0]! }, (_, row) => String(elements[row * perRow]));
  return { name: `label_${name}`, shape: [shape[0]!, 1], datatype: 'BYTES', data };
}

function flattened({ name, shape, data }: GivenTensor): unknown[] {
  if (!Array.isArray(data)) throw new Refusal(`${name} has no data`);
  if (!data.some(Array.isArray)) return data;
  const nested = (value: unknown, [extent, ...inner]: number[]): unknown[] => {
    if (extent === undefined) return [value];
    if (!Array.isArray(value) || value.length !== extent) throw new Refusal(`${name} is not nested as its shape is`);
    return value.flatMap((one) => nested(one, inner));
  };
  return nested(data, shape);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);
