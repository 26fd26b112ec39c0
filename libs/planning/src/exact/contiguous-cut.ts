import type { SearchLimit } from '../grouping/search-limit';
import type { Member } from '../provisioning/provision';
import { OpenWindows } from './open-windows';
import type { OptionSearch } from './option-search';
import { SloRun } from './slo-run';

/** Costs that differ by less count as level, and of level cuts the one with the larger last group is taken. */
const levelCosts = 1 + 1e-12;

/** Of fewer members than this the runs are so few that bounds of all rates are not worth their making. */
const worthATable = 40;

/**
 * The best cut of a list of members into runs: dynamic programming over the last run. Runs whose lower bound shows that
 * they cannot be part of a cheaper cut are not looked into, which never changes the result.
 */
export class ContiguousCut {
  private readonly windows: OpenWindows;
  /** Entry `j`: least cost of the first `j` members, in a second. */
  private readonly best: Float64Array;
  private readonly firstOf: Int32Array;
  /** Entry `first`: the least reach of the run from there to the member that is looked at. */
  private readonly minReach: Float64Array;
  private readonly looksFirst: boolean;

  /** @param members in order of SLO. */
  constructor(
    private readonly search: OptionSearch,
    private readonly members: readonly Member[],
  ) {
    this.windows = new OpenWindows(members);
    this.best = new Float64Array(members.length + 1).fill(Infinity);
    this.best[0] = 0;
    this.firstOf = new Int32Array(members.length + 1);
    this.minReach = new Float64Array(members.length).fill(Infinity);
    this.looksFirst = members.length >= worthATable;
  }

  /** The members of each run; null where the limit was reached before the search ended. */
  runs(limit: SearchLimit | null): Member[][] | null {
    for (let last = 0; last < this.members.length; last += 1) {
      this.extendTo(last);
      const likely = this.firstOf[last]!;
      this.consider(likely, last);
      for (let first = last; first >= 0; first -= 1) {
        if (limit?.isReached === true) return null;
        if (first !== likely) this.consider(first, last);
      }
    }
    return this.cut();
  }

  private extendTo(last: number): void {
    this.windows.extendTo(last);
    const { reach } = this.members[last]!;
    for (let first = 0; first <= last; first += 1) this.minReach[first] = Math.min(this.minReach[first]!, reach);
  }

  /** The run `first..last` as the last one of the first `last + 1` members. */
  private consider(first: number, last: number): void {
    const budget = this.best[last + 1]! * levelCosts - this.best[first]!;
    const rateHz = this.windows.rateHz[first]!;
    const { sloSeconds } = this.members[first]!;
    if (this.looksFirst && this.search.minCost(sloSeconds, this.minReach[first]!, rateHz) >= budget) return;
    const run = new SloRun(this.members, first, last, this.windows.spreadSeconds(first), this.search.workspace);
    const choice = this.search.best(run, budget);
    if (choice === null) return;
    this.best[last + 1] = this.best[first]! + choice.costPerSecond;
    this.firstOf[last + 1] = first;
  }

  private cut(): Member[][] {
    const runs: Member[][] = [];
    for (let end = this.members.length; end > 0; end = this.firstOf[end]!) {
      if (this.best[end] === Infinity) throw new Error(`no function can serve ${this.members[end - 1]!.name}`);
      runs.unshift(this.members.slice(this.firstOf[end], end));
    }
    return runs;
  }
}
