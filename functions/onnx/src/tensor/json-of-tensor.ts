import type { Tensor } from './tensor';

type Nested = number | string | boolean | Nested[];

/** Nested lists of the tensor's shape. Whole numbers that JSON readers would round become texts. */
export function nestedLists(tensor: Tensor): Nested {
  const values = flatList(tensor);
  const [outermost, ...inner] = tensor.shape;
  return outermost === undefined ? (values[0] ?? []) : inner.reduceRight<Nested[]>(grouped, values);
}

/** All numbers in one list. */
export function flatList({ type, elements }: Tensor): Nested[] {
  if (elements instanceof BigInt64Array) return Array.from(elements, exact);
  return type === 'bool' ? Array.from(elements, Boolean) : Array.from(elements);
}

const exact = (value: bigint): number | string =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();

const grouped = (parts: readonly Nested[], length: number): Nested[] =>
  Array.from({ length: parts.length / length }, (_, at) => parts.slice(at * length, (at + 1) * length));
