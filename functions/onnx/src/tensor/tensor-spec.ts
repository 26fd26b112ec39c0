import type { ElementTypeName } from './element-types';

/** A length that is fixed, or that each item chooses up to a most. */
export type Dimension = number | { readonly max: number };

/** What an item's tensor has to be: its shape has no batch dimension. */
export interface TensorSpec {
  readonly name: string;
  readonly type: ElementTypeName;
  readonly itemShape: readonly Dimension[];
}

export const maxOf = (dimension: Dimension): number => (typeof dimension === 'number' ? dimension : dimension.max);

const fits = (dimension: Dimension, length: number): boolean =>
  typeof dimension === 'number' ? length === dimension : length >= 1 && length <= dimension.max;

export const fitsShape = ({ itemShape }: TensorSpec, shape: readonly number[]): boolean =>
  shape.length === itemShape.length && itemShape.every((dimension, at) => fits(dimension, shape[at] ?? 0));

const describeDimension = (dimension: Dimension): string =>
  typeof dimension === 'number' ? String(dimension) : `1..${dimension.max}`;

export const describeShape = (itemShape: readonly Dimension[]): string =>
  `[${itemShape.map(describeDimension).join(', ')}]`;

/** The shape that so many numbers have where at most one dimension is open; null where none fits or several are open. */
export function shapeOfLength(spec: TensorSpec, length: number): number[] | null {
  const open = spec.itemShape.filter((dimension) => typeof dimension !== 'number').length;
  if (open > 1) return null;
  const fixed = spec.itemShape.reduce<number>(
    (size, dimension) => size * (typeof dimension === 'number' ? dimension : 1),
    1,
  );
  const shape = spec.itemShape.map((dimension) => (typeof dimension === 'number' ? dimension : length / fixed));
  const whole = open === 1 ? Number.isInteger(length / fixed) : length === fixed;
  return whole && fitsShape(spec, shape) ? shape : null;
}
