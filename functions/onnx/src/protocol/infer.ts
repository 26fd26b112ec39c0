import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { RequestError } from '../http/request-error';
import type { ModelManifest } from '../model/manifest';
import type { OnnxModel } from '../model/onnx-model';
import { elementTypes } from '../tensor/element-types';
import { ItemFault } from '../tensor/item-fault';
import { flatList } from '../tensor/json-of-tensor';
import { readJsonTensor } from '../tensor/read-json-tensor';
import { isFinite, type NamedTensors, type Tensor } from '../tensor/tensor';
import { describeShape, fitsShape, type TensorSpec } from '../tensor/tensor-spec';

const InferInput = Type.Object({
  name: Type.String(),
  shape: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 9 }),
  datatype: Type.String(),
  data: Type.Array(Type.Unknown()),
});
type InferInput = Static<typeof InferInput>;

const InferBody = Type.Object({
  id: Type.Optional(Type.String({ maxLength: 256 })),
  inputs: Type.Array(InferInput, { minItems: 1, maxItems: 16 }),
  outputs: Type.Optional(Type.Array(Type.Object({ name: Type.String() }), { maxItems: 64 })),
});

export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: NamedTensors;
  readonly outputs: readonly string[];
}

/** Whether a body is meant for the protocol, and not a list of items. */
export const isInferBody = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'inputs' in body && !('items' in body);

/** Body of `POST /v2/models/{model}/infer`; the first dimension of each shape counts the items. Throws RequestError 400. */
export function readInferRequest(body: unknown, manifest: ModelManifest): InferRequest {
  const fault = Value.Errors(InferBody, body).First();
  if (fault !== undefined) throw refused(`${fault.path || 'the body'}: ${fault.message}`);
  const { id, inputs, outputs } = body as Static<typeof InferBody>;
  const unknown = inputs.find(({ name }) => !manifest.inputs.some((spec) => spec.name === name));
  if (unknown !== undefined) throw refused(`no input ${unknown.name.slice(0, 100)}`);
  const rows = inputs[0]?.shape[0] ?? 0;
  if (rows > manifest.maxBatchSize)
    throw refused(`a batch of ${rows}; the model takes ${manifest.maxBatchSize} at once`);
  const tensors = new Map(manifest.inputs.map((spec) => [spec.name, batchOf(spec, inputs, rows)]));
  return { id, inputs: tensors, outputs: askedOutputs(outputs, manifest) };
}

function batchOf(spec: TensorSpec, inputs: readonly InferInput[], rows: number): Tensor {
  const given = inputs.find(({ name }) => name === spec.name);
  if (given === undefined) throw refused(`input ${spec.name} is missing`);
  const { protocolName } = elementTypes[spec.type];
  if (given.datatype !== protocolName) throw refused(`${spec.name}: datatype ${protocolName} is needed`);
  const fits = given.shape[0] === rows && fitsShape(spec, given.shape.slice(1));
  if (!fits)
    throw refused(
      `${spec.name}: shape [${given.shape.join(', ')}]; ${rows} rows of ${describeShape(spec.itemShape)} are needed`,
    );
  return readData(given, spec);
}

function readData({ data, shape }: InferInput, { name, type }: TensorSpec): Tensor {
  try {
    return readJsonTensor(data, { name, type, itemShape: shape });
  } catch (error) {
    throw error instanceof ItemFault ? refused(error.message) : error;
  }
}

function askedOutputs(
  asked: readonly { readonly name: string }[] | undefined,
  { outputs }: ModelManifest,
): readonly string[] {
  if (asked === undefined || asked.length === 0) return outputs;
  const unknown = asked.find(({ name }) => !outputs.includes(name));
  if (unknown !== undefined) throw refused(`no output ${unknown.name.slice(0, 100)}; there is ${outputs.join(', ')}`);
  return asked.map(({ name }) => name);
}

const refused = (message: string): RequestError => new RequestError(400, 'bad_request', message);

/** Runs the request as one batch; the protocol's answer. Throws RequestError 400 where the network refuses its numbers. */
export async function infer(model: OnnxModel, { id, inputs, outputs }: InferRequest): Promise<unknown> {
  const { name, version } = model.manifest;
  const results = await model.run(inputs).catch((error: Error) => {
    throw new RequestError(400, 'inference_failed', error.message);
  });
  const tensors = outputs.map((output) => protocolTensor(output, results.get(output)));
  return { model_name: name, model_version: version, id, outputs: tensors };
}

function protocolTensor(name: string, tensor: Tensor | undefined): unknown {
  if (tensor === undefined || !isFinite(tensor)) {
    throw new RequestError(400, 'not_finite', `output ${name} is NaN or infinite for these inputs`);
  }
  const { protocolName } = elementTypes[tensor.type];
  return { name, datatype: protocolName, shape: tensor.shape, data: flatList(tensor) };
}
