import { latencyQuantileSeconds } from '@harmonybatch/model';
import { boundOf } from '../exact/cost-bound';
import type { FunctionOption } from '../exact/function-options';
import type { OptionSearch } from '../exact/option-search';
import { functionCost } from '../holding/function-cost';
import { sumOfLoads } from '../holding/function-load';
import type { PlacedGroup } from './arrangement';
import type { BestPools } from './best-pools';
import { functionKey } from './function-key';
import { GroupChoices } from './group-choices';
import { partsWithLowest, type MemberSubset } from './member-subsets';

/**
 * What a busy instance counts for beside its invocations, in prices of an idle one: from time that would be idle anyway to
 * several instances more. How many are kept is no linear function of the load, so that no single weight is right.
 */
const busyWeights = [-1, 0, 1, 3];

/** A set of members cut into groups. */
interface Grouping {
  readonly value: number;
  readonly groups: readonly PlacedGroup[];
}

/** Divides sets of members into groups that share one function. */
export class FunctionPools {
  private readonly choices: GroupChoices;
  private readonly largest: FunctionOption;
  /** Longest wait of each member, in order of SLO; below 0 where it cannot be served. */
  private readonly windowsSeconds: readonly number[];

  /** @param options of one function, one of each batch size. */
  constructor(
    private readonly search: OptionSearch,
    private readonly subsets: readonly MemberSubset[],
    options: readonly FunctionOption[],
  ) {
    this.choices = new GroupChoices(search, subsets, options);
    this.largest = options.reduce((max, one) => (one.batchSize > max.batchSize ? one : max));
    const { latency } = options.reduce((min, one) => (one.batchSize < min.batchSize ? one : min));
    this.windowsSeconds = subsets[subsets.length - 1]!.members.map(
      ({ sloSeconds, reach }) => sloSeconds - latencyQuantileSeconds(latency, reach),
    );
  }

  /** Enters every pool on this function that is cheaper than those known. */
  improve(best: BestPools): void {
    const promising = [...this.subsets.keys()].filter((mask) => this.isPromising(mask, best));
    if (promising.length === 0) return;
    for (const weight of busyWeights) {
      const known = new Map<number, Grouping | null>();
      for (const mask of promising)
        this.enter(mask, this.grouping(mask, weight * this.largest.idlePerSecond, known), best);
    }
  }

  /** One member alone is no pool, and its best function is known. */
  private isPromising(mask: number, best: BestPools): boolean {
    if ((mask & (mask - 1)) === 0) return false;
    const windowSeconds = this.longestWindow(mask);
    if (windowSeconds < 0) return false;
    const { run, coldShare } = this.subsets[mask]!;
    const maxMeanSize = Math.min(this.largest.batchSize, 1 + run.rateHz * windowSeconds);
    return boundOf(this.search.terms, this.largest, run.rateHz, maxMeanSize, coldShare) < best.worthBelow(mask);
  }

  /** Below 0 where one of the members cannot be served. */
  private longestWindow(mask: number): number {
    let longest = 0;
    for (let index = 0; index < this.windowsSeconds.length; index += 1) {
      if ((mask & (1 << index)) === 0) continue;
      const seconds = this.windowsSeconds[index]!;
      if (seconds < 0) return seconds;
      longest = Math.max(longest, seconds);
    }
    return longest;
  }

  private enter(mask: number, grouping: Grouping | null, best: BestPools): void {
    if (grouping === null) return;
    const { groups } = grouping;
    const { coldShare } = this.subsets[mask]!;
    const load = { ...sumOfLoads(groups.map((group) => group.load)), coldShare };
    const { costPerSecond } = functionCost(this.search.terms, this.largest, load);
    if (costPerSecond < best.worthBelow(mask))
      best.enter(mask, { key: functionKey(this.largest.shape), costPerSecond, groups });
  }

  /** The grouping of least value; null where the function cannot serve them all. */
  private grouping(mask: number, busyPrice: number, known: Map<number, Grouping | null>): Grouping | null {
    if (mask === 0) return { value: 0, groups: [] };
    const found = known.get(mask);
    if (found !== undefined) return found;
    let best: Grouping | null = null;
    for (const part of partsWithLowest(mask)) {
      const choice = this.choices.best(part, busyPrice);
      const rest = this.grouping(mask ^ part, busyPrice, known);
      if (choice === null || rest === null) continue;
      const value = choice.value + rest.value;
      if (best !== null && value >= best.value) continue;
      const { option, load } = choice;
      best = { value, groups: [{ members: this.subsets[part]!.members, option, load }, ...rest.groups] };
    }
    known.set(mask, best);
    return best;
  }
}
