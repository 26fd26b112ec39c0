import type { Choice } from '../exact/option-search';
import { functionCost } from '../holding/function-cost';
import { sumOfLoads } from '../holding/function-load';
import type { HoldingTerms } from '../holding/holding-terms';
import type { Member } from '../provisioning/provision';
import { functionKey } from './function-key';
import type { Placement } from './pooled-costs';

/** A group with its function. */
export interface PlacedGroup extends Placement {
  /** In order of SLO. */
  readonly members: readonly Member[];
}

/** Groups on their functions, priced together. */
export class Arrangement {
  private readonly byFunction = new Map<string, PlacedGroup[]>();
  readonly costPerSecond: number;

  constructor(
    private readonly terms: HoldingTerms,
    readonly groups: readonly PlacedGroup[],
  ) {
    for (const group of groups) {
      const key = functionKey(group.option.shape);
      const sharers = this.byFunction.get(key);
      if (sharers === undefined) this.byFunction.set(key, [group]);
      else sharers.push(group);
    }
    let sum = 0;
    for (const sharers of this.byFunction.values()) sum += this.costOf(sharers);
    this.costPerSecond = sum;
  }

  /** The functions in use, by key. */
  get functions(): Iterable<string> {
    return this.byFunction.keys();
  }

  uses(key: string): boolean {
    return this.byFunction.has(key);
  }

  /** What a function in use would cost more in a second with another group on it; infinite where it takes no more. */
  extraCost(key: string, { option, load }: Placement | Choice): number {
    const sharers = this.byFunction.get(key)!;
    const loads = sharers.map((one) => one.load);
    return functionCost(this.terms, option, sumOfLoads([...loads, load])).costPerSecond - this.costOf(sharers);
  }

  /** The same groups but `removed`, and `added`. */
  with(added: readonly PlacedGroup[], removed: readonly PlacedGroup[] = []): Arrangement {
    return new Arrangement(this.terms, [...this.groups.filter((group) => !removed.includes(group)), ...added]);
  }

  private costOf(sharers: readonly PlacedGroup[]): number {
    const loads = sharers.map((one) => one.load);
    return functionCost(this.terms, sharers[0]!.option, sumOfLoads(loads)).costPerSecond;
  }
}
