import { latencyQuantileSeconds } from '@harmonybatch/model';
import {
  expectedCost,
  functionOptions,
  holdingTerms,
  inOrderOfSlo,
  type Member,
  type PlanningContext,
} from '@harmonybatch/planning';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The least exact cost of a group in a second: every function with every batch size is tried. */
function bestCostPerSecond(context: PlanningContext, members: readonly Member[]): number {
  const terms = holdingTerms(context);
  const costs = functionOptions(context)
    .filter(({ latency }) =>
      members.every(({ sloSeconds, reach }) => sloSeconds >= latencyQuantileSeconds(latency, reach)),
    )
    .map((option) => expectedCost(terms, members, option).costPerSecond);
  return Math.min(Infinity, ...costs);
}

/** The same for one request. */
export const bestCost = (context: PlanningContext, members: readonly Member[]): number =>
  bestCostPerSecond(context, members) / sum(members.map(({ rateHz }) => rateHz));

/** The least exact cost in a second of all contiguous cuts of the members in order of SLO. */
export function bestCutPerSecond(context: PlanningContext, members: readonly Member[]): number {
  const ordered = inOrderOfSlo(members);
  const best = [0];
  for (let end = 1; end <= ordered.length; end += 1) {
    const ways = Array.from(
      { length: end },
      (_, start) => best[start]! + bestCostPerSecond(context, ordered.slice(start, end)),
    );
    best.push(Math.min(...ways));
  }
  return best[ordered.length]!;
}
