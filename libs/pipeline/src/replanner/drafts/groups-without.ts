import type { PublishedGroup } from '@harmonybatch/contracts';

/** By the name of each function that cannot be had, what the platform said. */
export type MissingFunctions = ReadonlyMap<string, unknown>;

type Group = Pick<PublishedGroup, 'functionName'> & {
  readonly apps: readonly Pick<PublishedGroup['apps'][number], 'name'>[];
};

/**
 * The groups to have of a draft of which some functions are missing: apps of groups whose function is missing stay in the
 * groups from before, and so do all that share a group with them there or were to share one. So each app stands in one place.
 * An app that no group served before is in none yet.
 */
export function groupsWithout<T extends Group>(
  drafted: readonly T[],
  before: readonly T[],
  missing: MissingFunctions,
): T[] {
  const staying = stayingApps([...drafted, ...before], missing);
  const stays = ({ apps }: T): boolean => apps.some(({ name }) => staying.has(name));
  return [...drafted.filter((group) => !stays(group)), ...before.filter(stays)];
}

/** The apps that a missing function was for, and all that groups tie to them, over as many groups as it takes. */
function stayingApps(groups: readonly Group[], missing: MissingFunctions): Set<string> {
  const staying = new Set<string>();
  let loose = groups;
  for (let before = -1; before !== loose.length;) {
    before = loose.length;
    loose = loose.filter(({ apps, functionName }) => {
      const tied = missing.has(functionName) || apps.some(({ name }) => staying.has(name));
      if (tied) for (const { name } of apps) staying.add(name);
      return !tied;
    });
  }
  return staying;
}
