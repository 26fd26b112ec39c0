import type { Group } from '../grouping/group';
import type { SearchLimit } from '../grouping/search-limit';
import { billsIdle } from '../holding/late-budget';
import { holdingTerms } from '../holding/holding-terms';
import { pooledCosts } from '../pooled/pooled-costs';
import type { Member, PlanningContext } from '../provisioning/provision';
import { countedGroups } from './counted-groups';
import { exact } from './exact';

/** Up to this many members other strategies are asked as well. */
const fewMembers = 12;

type Groups = (context: PlanningContext, members: readonly Member[], limit: SearchLimit) => Group[];

/**
 * `exact`, and on demand, where idle instances cost money, what is held depends on how evenly batches come, which the
 * search leaves out: for a few members the cheapest, so priced, of what it and the others find.
 * @param others the strategies that keep SLOs as well.
 */
export const exactByHolding =
  (others: readonly Groups[]): Groups =>
  (context, members, limit) => {
    const own = exact(context, members, limit);
    if (context.holding !== 'on-demand' || !billsIdle(context.prices)) return own;
    const asked = members.length > fewMembers ? [] : others.map((groups) => groups(context, members, limit));
    return [own, ...asked].map((groups) => pricedByCounts(context, groups)).reduce(cheaperOf).groups;
  };

interface Priced {
  readonly groups: Group[];
  readonly costPerSecond: number;
}

const cheaperOf = (one: Priced, other: Priced): Priced => (other.costPerSecond < one.costPerSecond ? other : one);

function pricedByCounts(context: PlanningContext, groups: readonly Group[]): Priced {
  const costs = pooledCosts(holdingTerms(context), countedGroups(context, groups)).map((cost) => cost.costPerSecond);
  return {
    costPerSecond: costs.reduce((sum, cost) => sum + cost, 0),
    groups: groups.map((group, index) => ({
      ...group,
      provision: { ...group.provision, costPerRequest: costs[index]! / group.rateHz },
    })),
  };
}
