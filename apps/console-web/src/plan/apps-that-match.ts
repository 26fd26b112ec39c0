import type { PlanPage } from '@harmonybatch/console-api';

const shownAtMost = 6;

export interface FoundApps {
  readonly all: number;
  /** Names of the best ones: exactly so, then that begin so, then that have it in them. */
  readonly shown: readonly string[];
}

/** Apps of a plan whose names have a text in them. */
export function appsThatMatch(groups: PlanPage['groups'], unservable: PlanPage['unservable'], text: string): FoundApps {
  const looked = text.trim().toLowerCase();
  if (looked === '') return { all: 0, shown: [] };
  const names = new Set([...groups.flatMap(({ apps }) => apps), ...unservable].map(({ name }) => name));
  const rank = (name: string) => (name === looked ? 0 : name.startsWith(looked) ? 1 : 2);
  const found = [...names]
    .filter((name) => name.toLowerCase().includes(looked))
    .toSorted((a, b) => rank(a.toLowerCase()) - rank(b.toLowerCase()) || (a < b ? -1 : 1));
  return { all: found.length, shown: found.slice(0, shownAtMost) };
}
