import type { GroupLoad } from '../exact/expected-cost';
import type { FunctionOption } from '../exact/function-options';
import type { OptionSearch } from '../exact/option-search';
import type { MemberSubset } from './member-subsets';

/** A batch size for a group on a given function. */
export interface GroupChoice {
  readonly option: FunctionOption;
  readonly load: GroupLoad;
  /** Its invocations, and its busy instances at their price, in a second. */
  readonly value: number;
}

/** The best batch sizes of groups on one function, by what a busy instance counts for. */
export class GroupChoices {
  /** By set of members and option; null where the option breaks an SLO. */
  private readonly loads: (GroupLoad | null | undefined)[][];
  /** By price of a busy instance and set of members. */
  private readonly known = new Map<number, (GroupChoice | null | undefined)[]>();

  /** @param options of one function, one of each batch size. */
  constructor(
    private readonly search: OptionSearch,
    private readonly subsets: readonly MemberSubset[],
    private readonly options: readonly FunctionOption[],
  ) {
    this.loads = subsets.map(() => []);
  }

  /**
   * @param mask the members of the group.
   * @param busyPrice what an instance that is busy all the time counts for in a second, beside its invocations; negative
   * where it saves idle time.
   * @returns null where no batch size keeps the SLOs.
   */
  best(mask: number, busyPrice: number): GroupChoice | null {
    let known = this.known.get(busyPrice);
    if (known === undefined) this.known.set(busyPrice, (known = []));
    if (known[mask] === undefined) known[mask] = this.find(mask, busyPrice);
    return known[mask];
  }

  private find(mask: number, busyPrice: number): GroupChoice | null {
    let best: GroupChoice | null = null;
    for (let index = 0; index < this.options.length; index += 1) {
      const load = this.loadOf(mask, index);
      if (load === null) continue;
      const value = load.activePerSecond + busyPrice * load.meanBusy;
      if (best === null || value < best.value) best = { option: this.options[index]!, load, value };
    }
    return best;
  }

  private loadOf(mask: number, index: number): GroupLoad | null {
    const known = this.loads[mask]!;
    if (known[index] === undefined) known[index] = this.search.loadFor(this.subsets[mask]!.run, this.options[index]!);
    return known[index];
  }
}
