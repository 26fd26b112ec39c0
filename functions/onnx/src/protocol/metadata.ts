import type { OnnxModel } from '../model/onnx-model';
import { elementTypes, type ElementTypeName } from '../tensor/element-types';

const tensorMetadata = (name: string, type: ElementTypeName, shape: readonly number[]): unknown => ({
  name,
  datatype: elementTypes[type].protocolName,
  shape,
});

/** Answer of `GET /v2/models/{model}`: lengths that are open, the batch's among them, are -1. */
export function modelMetadata({ manifest, outputs }: OnnxModel): unknown {
  return {
    name: manifest.name,
    versions: [manifest.version],
    platform: 'onnxruntime_onnx',
    inputs: manifest.inputs.map(({ name, type, itemShape }) =>
      tensorMetadata(name, type, [-1, ...itemShape.map((length) => (typeof length === 'number' ? length : -1))]),
    ),
    outputs: outputs.map(({ name, type, shape }) => tensorMetadata(name, type, shape)),
  };
}
