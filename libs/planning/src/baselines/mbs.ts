import { costPerSecondOf, type Group } from '../grouping/group';
import type { SearchLimit } from '../grouping/search-limit';
import { inOrderOfSlo, type Member, type PlanningContext } from '../provisioning/provision';
import { ExhaustiveProvision } from './exhaustive-provision';

/**
 * MBS+ (Ali et al., VLDB 2022, as the paper extends it to GPU functions): apps in order of SLO are cut into `k` groups of
 * equal rate, where an app may be split between neighbours; of all `k` up to the number of apps the cheapest is kept. Its
 * Bayesian search for resources is replaced by an exhaustive one, which finds at least as good ones.
 */
export function mbs(context: PlanningContext, members: readonly Member[], limit: SearchLimit): Group[] {
  const ordered = inOrderOfSlo(members);
  const search = new ExhaustiveProvision(context);
  let best: Group[] | null = null;
  for (let count = 1; count <= ordered.length && (best === null || !limit.isReached); count += 1) {
    const groups = equalRates(ordered, count).map((part): Group => {
      const provision = search.best(part);
      if (provision === null) throw new Error(`no function can serve ${part[0]!.name}`);
      return { members: part, rateHz: totalRate(part), provision };
    });
    if (best === null || totalCost(groups) < totalCost(best)) best = groups;
  }
  return best!;
}

/** Cuts members into `count` runs of equal rate; who stands on a cut is in both runs with part of its rate. */
export function equalRates(members: readonly Member[], count: number): Member[][] {
  const shareHz = totalRate(members) / count;
  const min = shareHz * negligibleShare;
  const parts: Member[][] = [[]];
  let room = shareHz;
  for (const member of members) {
    let left = member.rateHz;
    while (left > room + min && parts.length < count) {
      if (room > min) parts[parts.length - 1]!.push({ ...member, rateHz: room });
      left -= Math.max(0, room);
      parts.push([]);
      room = shareHz;
    }
    parts[parts.length - 1]!.push(left === member.rateHz ? member : { ...member, rateHz: left });
    room -= left;
  }
  return parts.filter((part) => part.length > 0);
}

/** Parts of a group's rate below this come from rounding. */
const negligibleShare = 1e-9;

const totalRate = (members: readonly Member[]): number => members.reduce((sum, { rateHz }) => sum + rateHz, 0);
const totalCost = (groups: readonly Group[]): number => groups.reduce((sum, group) => sum + costPerSecondOf(group), 0);
