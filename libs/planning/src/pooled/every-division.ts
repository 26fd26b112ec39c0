import type { OptionSearch } from '../exact/option-search';
import type { SearchLimit } from '../grouping/search-limit';
import type { Member } from '../provisioning/provision';
import { Arrangement } from './arrangement';
import { BestPools, type Pool } from './best-pools';
import { FunctionPools } from './function-pools';
import { subsetsOf } from './member-subsets';

/** Of up to this many members every division is looked at. */
export const maxDivided = 6;

/**
 * The cheapest of all ways to divide a few members into groups and the groups over functions, each with the best of its
 * batch sizes. A looser SLO or a weaker promise leaves each of them open, which is why it does not make a plan dearer.
 * @param pooled whether groups of one function cost less together than apart.
 * @returns null where nothing serves them all.
 */
export function cheapestDivision(
  search: OptionSearch,
  members: readonly Member[],
  pooled: boolean,
  limit: SearchLimit,
): Arrangement | null {
  const subsets = subsetsOf(search, members);
  const best = new BestPools(search, subsets);
  if (pooled) {
    for (const options of search.byFunction.values()) {
      if (limit.isReached) break;
      new FunctionPools(search, subsets, options).improve(best);
    }
  }
  const pools = best.division();
  return pools === null
    ? null
    : new Arrangement(
        search.terms,
        pools.flatMap(({ groups }: Pool) => groups),
      );
}
