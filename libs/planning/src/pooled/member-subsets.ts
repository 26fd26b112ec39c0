import type { OptionSearch } from '../exact/option-search';
import { runOf, type SloRun } from '../exact/slo-run';
import { coldShareOf } from '../holding/late-budget';
import { inOrderOfSlo, strictestReach, type Member } from '../provisioning/provision';

/** Some of a few members: what may be a group, or share a function. */
export interface MemberSubset {
  /** In order of SLO. */
  readonly members: readonly Member[];
  readonly run: SloRun;
  /** Part of the batches that may meet a cold start, if these share a function. */
  readonly coldShare: number;
}

/** All of them but the empty one; entry `mask` has the members whose bit is set, entry 0 is of no use. */
export function subsetsOf({ workspace, terms }: OptionSearch, all: readonly Member[]): MemberSubset[] {
  const ordered = inOrderOfSlo(all);
  return Array.from({ length: 2 ** ordered.length }, (_, mask) => {
    const members = mask === 0 ? ordered : ordered.filter((__, index) => (mask & (1 << index)) !== 0);
    return { members, run: runOf(members, workspace), coldShare: coldShareOf(terms, strictestReach(members)) };
  });
}

/** Parts of a set that have its lowest member, as masks; the set itself is the first. */
export function* partsWithLowest(mask: number): Iterable<number> {
  const lowest = mask & -mask;
  const others = mask ^ lowest;
  for (let part = others; ; part = (part - 1) & others) {
    yield part | lowest;
    if (part === 0) return;
  }
}
