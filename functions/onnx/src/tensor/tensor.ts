import { elementTypes, type Elements, type ElementTypeName } from './element-types';

/** Numbers in row-major order; `elements.length` is the product of `shape`. */
export interface Tensor {
  readonly type: ElementTypeName;
  readonly shape: readonly number[];
  readonly elements: Elements;
}

/** By the name of the model's input or output. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, dimension) => size * dimension, 1);

export const zeros = (type: ElementTypeName, shape: readonly number[]): Tensor => ({
  type,
  shape,
  elements: elementTypes[type].allocate(sizeOf(shape)),
});

/** One tensor with the given ones as its rows: shapes `[...]` become `[n, ...]`. All have one type and one shape. */
export function stack(rows: readonly Tensor[]): Tensor {
  const [first] = rows;
  if (first === undefined) throw new RangeError('nothing to stack');
  const stacked = zeros(first.type, [rows.length, ...first.shape]);
  rows.forEach(({ elements }, at) => stacked.elements.set(elements as never, at * first.elements.length));
  return stacked;
}

/** The row of a batch: shape `[n, ...]` becomes `[...]`. It shares the batch's memory. */
export function rowOf({ type, shape, elements }: Tensor, at: number): Tensor {
  const rowShape = shape.slice(1);
  const size = sizeOf(rowShape);
  return { type, shape: rowShape, elements: elements.subarray(at * size, (at + 1) * size) };
}

/** Whether no number of it is NaN or infinite. */
export const isFinite = ({ elements }: Tensor): boolean =>
  !(elements instanceof Float32Array || elements instanceof Float64Array) || elements.every(Number.isFinite);
