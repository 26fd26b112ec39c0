import { elementTypes } from './element-types';
import { ItemFault } from './item-fault';
import { sizeOf, zeros, type Tensor } from './tensor';
import { describeShape, fitsShape, shapeOfLength, type TensorSpec } from './tensor-spec';

/**
 * The tensor that a JSON value stands for: nested lists of its shape, or its numbers in one flat list. Throws ItemFault:
 * `bad_shape`, `bad_value` (no number, NaN, infinite, out of the type's range).
 */
export function readJsonTensor(value: unknown, spec: TensorSpec): Tensor {
  const shape = shapeOf(value, spec);
  const tensor = zeros(spec.type, shape);
  const isFlat = shape.length !== 1 && Array.isArray(value) && !Array.isArray(value[0]);
  fill(value, isFlat ? [sizeOf(shape)] : shape, spec, tensor, 0);
  return tensor;
}

function shapeOf(value: unknown, spec: TensorSpec): number[] {
  const nested = outerShape(value);
  if (nested.length === 1) {
    const shape = shapeOfLength(spec, nested[0] ?? 0);
    if (shape !== null) return shape;
  }
  if (!fitsShape(spec, nested)) throw badShape(spec, nested.length === 0 ? 'no list' : `[${nested.join(', ')}]`);
  return nested;
}

/** Lengths along the first element of each list; the others are compared with them as they are read. */
function outerShape(value: unknown): number[] {
  const shape: number[] = [];
  for (let at = value; Array.isArray(at) && shape.length < maxRank; at = at[0]) shape.push(at.length);
  return shape;
}

const maxRank = 16;

/** Writes `value` from `offset` on; where it ended. */
function fill(value: unknown, shape: readonly number[], spec: TensorSpec, to: Tensor, offset: number): number {
  const [length, ...inner] = shape;
  if (length === undefined) return put(value, spec, to, offset);
  if (!Array.isArray(value) || value.length !== length)
    throw badShape(spec, 'its lists are of unequal lengths or depths');
  return value.reduce<number>((at, part) => fill(part, inner, spec, to, at), offset);
}

function put(value: unknown, spec: TensorSpec, { elements }: Tensor, at: number): number {
  const element = elementTypes[spec.type].read(value);
  if (element === null) {
    const shown = JSON.stringify(value)?.slice(0, 40) ?? 'nothing';
    throw new ItemFault('bad_value', `${spec.name}: number ${at} is ${shown}; a finite ${spec.type} is needed`);
  }
  elements[at] = element;
  return at + 1;
}

const badShape = (spec: TensorSpec, given: string): ItemFault =>
  new ItemFault(
    'bad_shape',
    `${spec.name}: given ${given}; lists of shape ${describeShape(spec.itemShape)}, or one flat list, are needed`,
  );
