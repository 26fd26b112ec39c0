import { elementTypes } from './element-types';
import { ItemFault } from './item-fault';
import { isFinite, type Tensor } from './tensor';
import { describeShape, shapeOfLength, type TensorSpec } from './tensor-spec';

/**
 * The tensor that raw bytes stand for: its numbers, little-endian, row by row. Throws ItemFault: `bad_shape` (too many or
 * too few bytes), `bad_value` (NaN, infinite, a truth that is neither 0 nor 1).
 */
export function readRawTensor(bytes: Buffer, spec: TensorSpec): Tensor {
  const { bytes: size, view } = elementTypes[spec.type];
  const shape = shapeOfLength(spec, bytes.length / size);
  if (shape === null) throw wrongLength(bytes.length, spec);
  const tensor = { type: spec.type, shape, elements: view(alignedCopy(bytes)) };
  const isTruth = spec.type !== 'bool' || bytes.every((byte) => byte <= 1);
  if (!isFinite(tensor) || !isTruth) throw new ItemFault('bad_value', `${spec.name}: not finite, or no ${spec.type}`);
  return tensor;
}

/** A view of numbers has to begin at a multiple of their size; a buffer from the pool need not. */
const alignedCopy = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

const wrongLength = (given: number, { name, type, itemShape }: TensorSpec): ItemFault =>
  new ItemFault(
    'bad_shape',
    `${name}: given ${given} bytes; little-endian ${type} of shape ${describeShape(itemShape)} is needed`,
  );
