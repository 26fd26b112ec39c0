import { lenientItems, opensList, opensObject, skipSpace, type Span } from '../../answer/lenient-json';

/** The data of a tensor is one list of all elements, row by row, or lists in lists as its shape has them. */
export type DataForm = 'flat' | 'nested';

/** How data is written that has exactly the elements of its shape; null where it has not. */
export function dataFormOf(data: string, shape: readonly number[]): DataForm | null {
  if (!opensList(data, 0)) return null;
  const form = formOf(data);
  return hasExtents(data, 0, form === 'nested' ? shape : [elementsOf(shape)]) ? form : null;
}

/** How many entries of its data's list a row of a tensor takes. */
export const entriesPerRow = (data: string, shape: readonly number[]): number =>
  formOf(data) === 'nested' ? 1 : elementsOf(shape.slice(1));

const formOf = (data: string): DataForm => (opensList(data, skipSpace(data, 1)) ? 'nested' : 'flat');

const elementsOf = (shape: readonly number[]): number => shape.reduce((elements, extent) => elements * extent, 1);

/** Row by row is how lists are put one behind the other: their brackets are left out, their elements stay as they stand. */
export const joinedData = (lists: readonly string[]): string =>
  `[${lists.map(withoutBrackets).filter(Boolean).join(',')}]`;

/**
 * The reverse: lists of so many entries each.
 * @returns null where the list has more entries or fewer
 */
export function cutData(list: string, sizes: readonly number[]): string[] | null {
  const entries = lenientItems(list, 0);
  const parts = sizes.map((size) => nextPart(list, entries, size));
  return parts.includes(null) || !entries.next().done ? null : (parts as string[]);
}

function nextPart(list: string, entries: Generator<Span>, size: number): string | null {
  const spans: Span[] = [];
  for (let taken = 0; taken < size; taken += 1) {
    const next = entries.next();
    if (next.done) return null;
    spans[taken === 0 ? 0 : 1] = next.value;
  }
  const [first, last = first] = spans;
  return first === undefined ? '[]' : `[${list.slice(first.start, last!.end).trimEnd()}]`;
}

const withoutBrackets = (list: string): string => list.slice(1, -1).trim();

function hasExtents(text: string, open: number, [extent, ...inner]: readonly number[]): boolean {
  let entries = 0;
  for (const { start } of lenientItems(text, open)) {
    entries += 1;
    const isList = opensList(text, start);
    if (entries > extent! || isList !== inner.length > 0 || opensObject(text, start)) return false;
    if (isList && !hasExtents(text, start, inner)) return false;
  }
  return entries === extent;
}
