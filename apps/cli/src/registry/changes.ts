import { isDeepStrictEqual } from 'node:util';

export type Change = 'created' | 'changed' | 'unchanged';

/** What applying `wanted` does to what is registered; entries are told apart by name. */
export const changesOf = <Entry extends { readonly name: string }>(
  wanted: readonly Entry[],
  registered: ReadonlyMap<string, Entry>,
): { entry: Entry; change: Change }[] =>
  wanted.map((entry) => {
    const before = registered.get(entry.name);
    if (before === undefined) return { entry, change: 'created' };
    return { entry, change: isDeepStrictEqual(before, entry) ? 'unchanged' : 'changed' };
  });
