import type { Group } from '../grouping/group';
import { inOrderOfSlo, type Member, type PlanningContext } from '../provisioning/provision';
import { OptionSearch, type Choice } from './option-search';
import { SloRun } from './slo-run';

/** Up to so many apps the plan is the optimum itself; above, it is proven to be within `tolerance` of it. */
const mostAppsToOptimum = 200;
const tolerance = 0.001;

/** Costs that differ by less count as level, and of level cuts the one with the larger last group is taken. */
const levelCosts = 1 + 1e-12;

/**
 * The best cut of the SLO-ordered apps into groups by exact expected cost, each group with the best of all functions and
 * batch sizes: dynamic programming over the last group. Groups whose lower bound shows that they cannot be part of a
 * cheaper plan are not looked into, which never changes the result.
 */
export function exact(context: PlanningContext, members: readonly Member[]): Group[] {
  return new ContiguousCut(context, inOrderOfSlo(members)).groups();
}

/** Windows of the groups that end with the same member, one for each first member; all grow by one member at a time. */
class OpenWindows {
  readonly rateHz: Float64Array;
  /** Mean window beyond the first member's timeout, times the rate. */
  private readonly weighted: Float64Array;
  private readonly own: Float64Array;

  constructor(private readonly members: readonly Member[]) {
    this.rateHz = new Float64Array(members.length);
    this.weighted = new Float64Array(members.length);
    this.own = new Float64Array(members.length);
  }

  spreadSeconds(first: number): number {
    return this.weighted[first]! / this.rateHz[first]!;
  }

  /** Every group that begins at or before `last` takes it in; the recurrence of the exact mean window. */
  extendTo(last: number): void {
    const { rateHz, weighted, own, members } = this;
    const rate = members[last]!.rateHz;
    const gapSeconds = last === 0 ? 0 : members[last]!.sloSeconds - members[last - 1]!.sloSeconds;
    for (let first = 0; first < last; first += 1) {
      if (gapSeconds > 0) {
        const settled = (1 + weighted[first]!) / rateHz[first]!;
        own[first] = settled + (own[first]! - settled) * Math.exp(-rateHz[first]! * gapSeconds);
      }
      weighted[first]! += rate * own[first]!;
      rateHz[first]! += rate;
    }
    rateHz[last] = rate;
  }
}

class ContiguousCut {
  private readonly search: OptionSearch;
  private readonly windows: OpenWindows;
  /** Entry `j`: least cost of the first `j` members, in a second. */
  private readonly best: Float64Array;
  private readonly firstOf: Int32Array;
  private readonly choices: (Choice | null)[];
  /** Least price of a request in a group that begins at a member. */
  private readonly leastRatio: Float64Array;
  /** A group is looked into only if the bound, this much larger, would be an improvement. */
  private readonly margin: number;

  constructor(
    context: PlanningContext,
    private readonly members: readonly Member[],
  ) {
    const count = members.length;
    this.search = new OptionSearch(context, Math.min(...members.map(({ reach }) => reach)));
    this.windows = new OpenWindows(members);
    this.best = new Float64Array(count + 1).fill(Infinity);
    this.best[0] = 0;
    this.firstOf = new Int32Array(count + 1);
    this.choices = new Array<Choice | null>(count + 1).fill(null);
    this.leastRatio = Float64Array.from(members, ({ sloSeconds }) => this.search.leastRatio(sloSeconds));
    this.margin = count > mostAppsToOptimum ? 1 + tolerance : 1;
  }

  groups(): Group[] {
    for (let last = 0; last < this.members.length; last += 1) {
      this.windows.extendTo(last);
      const likely = this.firstOf[last]!;
      this.consider(likely, last);
      for (let first = last; first >= 0; first -= 1) if (first !== likely) this.consider(first, last);
    }
    return this.cut();
  }

  /** The group `first..last` as the last one of the first `last + 1` members. */
  private consider(first: number, last: number): void {
    const budget = (this.best[last + 1]! * levelCosts - this.best[first]!) / this.margin;
    const rateHz = this.windows.rateHz[first]!;
    if (rateHz * this.leastRatio[first]! >= budget) return;
    const spreadSeconds = this.windows.spreadSeconds(first);
    const { sloSeconds } = this.members[first]!;
    if (this.search.leastCost(sloSeconds, rateHz, spreadSeconds) >= budget) return;
    const run = new SloRun(this.members, first, last, spreadSeconds, this.search.workspace);
    const choice = this.search.best(run, budget);
    if (choice === null) return;
    this.best[last + 1] = this.best[first]! + choice.costPerSecond;
    this.firstOf[last + 1] = first;
    this.choices[last + 1] = choice;
  }

  private cut(): Group[] {
    const groups: Group[] = [];
    for (let end = this.members.length; end > 0; end = this.firstOf[end]!) {
      const choice = this.choices[end];
      if (choice === null || choice === undefined)
        throw new Error(`no function can serve ${this.members[end - 1]!.name}`);
      groups.unshift(groupOf(this.members.slice(this.firstOf[end], end), choice));
    }
    return groups;
  }
}

function groupOf(members: readonly Member[], { option, costPerSecond }: Choice): Group {
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const { shape, batchSize, latency } = option;
  return { members, rateHz, provision: { shape, batchSize, ...latency, costPerRequest: costPerSecond / rateHz } };
}
