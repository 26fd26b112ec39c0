import { nestedLists } from './json-of-tensor';
import { zeros, type Tensor } from './tensor';

/** Of each row along the last dimension the largest number and where it stands, the first of several; as JSON lists. */
export function largest({ type, shape, elements }: Tensor): { readonly index: unknown; readonly value: unknown } {
  const width = shape.at(-1) ?? 1;
  const index = zeros('int32', shape.slice(0, -1));
  const value = zeros(type, shape.slice(0, -1));
  for (let row = 0; row < index.elements.length; row += 1) {
    let best = row * width;
    for (let at = best + 1; at < (row + 1) * width; at += 1) if (elements[at]! > elements[best]!) best = at;
    index.elements[row] = best - row * width;
    value.elements[row] = elements[best] as never;
  }
  return { index: nestedLists(index), value: nestedLists(value) };
}
