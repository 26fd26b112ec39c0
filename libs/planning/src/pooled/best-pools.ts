import type { Choice, OptionSearch } from '../exact/option-search';
import type { PlacedGroup } from './arrangement';
import { functionKey } from './function-key';
import { partsWithLowest, type MemberSubset } from './member-subsets';

/** Groups that share a function. */
export interface Pool {
  /** The function, by `functionKey`. */
  readonly key: string;
  readonly costPerSecond: number;
  readonly groups: readonly PlacedGroup[];
}

/**
 * Where some are stricter than others, two pools on one function may cost more together than apart: for each set of
 * members so many functions are remembered that another one is at hand.
 */
const maxRemembered = 3;

/** The cheapest pools found for each set of members, by mask. */
export class BestPools {
  private readonly pools: Pool[][];
  private readonly remembered: number;

  constructor(
    search: OptionSearch,
    private readonly subsets: readonly MemberSubset[],
  ) {
    const isEven = subsets.every(({ coldShare }) => coldShare === subsets[0]!.coldShare);
    this.remembered = isEven ? 1 : maxRemembered;
    this.pools = subsets.map((subset, mask) =>
      mask === 0 ? [] : search.cheapest(subset.run, this.remembered).map((choice) => alone(subset, choice)),
    );
  }

  /** What a pool of these members has to cost less than to be remembered. */
  worthBelow(mask: number): number {
    const pools = this.pools[mask]!;
    return pools.length < this.remembered ? Infinity : pools[pools.length - 1]!.costPerSecond;
  }

  enter(mask: number, pool: Pool): void {
    const others = this.pools[mask]!.filter(({ key }) => key !== pool.key);
    const same = this.pools[mask]!.find(({ key }) => key === pool.key);
    if (same !== undefined && same.costPerSecond <= pool.costPerSecond) return;
    const all = [...others, pool].sort((one, other) => one.costPerSecond - other.costPerSecond);
    this.pools[mask] = all.slice(0, this.remembered);
  }

  /** The cheapest pools that have every member once; null where there are none. */
  division(): Pool[] | null {
    let best: Pool[] | null = null;
    let min = Infinity;
    const divide = (left: number, cost: number, taken: readonly Pool[]): void => {
      if (left === 0) [best, min] = [[...taken], cost];
      if (left === 0) return;
      for (const part of partsWithLowest(left)) {
        const pool = this.pools[part]!.find(
          ({ key }) => this.remembered === 1 || taken.every((one) => one.key !== key),
        );
        if (pool === undefined || cost + pool.costPerSecond >= min) continue;
        divide(left ^ part, cost + pool.costPerSecond, [...taken, pool]);
      }
    };
    divide(this.subsets.length - 1, 0, []);
    return best;
  }
}

const alone = ({ members }: MemberSubset, { option, load, costPerSecond }: Choice): Pool => ({
  key: functionKey(option.shape),
  costPerSecond,
  groups: [{ members, option, load }],
});
