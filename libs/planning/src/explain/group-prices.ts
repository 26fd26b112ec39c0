import { loadOf } from '../exact/expected-cost';
import { functionOptions, optionFor } from '../exact/function-options';
import { OptionSearch } from '../exact/option-search';
import { functionCost } from '../holding/function-cost';
import type { PlannedGroup } from '../plan';
import { Arrangement, type PlacedGroup } from '../pooled/arrangement';
import { functionKey } from '../pooled/function-key';
import { Placing } from '../pooled/placing';
import { pooledCosts, type Placement } from '../pooled/pooled-costs';
import { keepsSlos, type Member, type PlanningContext } from '../provisioning/provision';
import type { Alternative, Change } from './explanation';

const msPerSecond = 1000;

/** What the groups of a plan cost, and would cost otherwise, where those of one function share its instances. */
export class GroupPrices {
  /** Of each group, in a second. */
  readonly costsPerSecond: readonly number[];
  private readonly placing: Placing;
  private readonly arrangement: Arrangement;

  /** @param members of each of the plan's groups. */
  constructor(
    private readonly context: PlanningContext,
    planned: readonly PlannedGroup[],
    members: readonly (readonly Member[])[],
  ) {
    this.placing = new Placing(new OptionSearch(context));
    const { terms } = this.placing.search;
    const placed = planned.map((group, index) => this.placedAs(members[index]!, group));
    this.arrangement = new Arrangement(terms, placed);
    this.costsPerSecond = pooledCosts(terms, placed).map(({ costPerSecond }) => costPerSecond);
  }

  /** Every function and batch size that keeps a group's SLOs while the other groups stay as they are, the cheapest first. */
  choices(index: number): Alternative[] {
    const group = this.arrangement.groups[index]!;
    const rest = this.arrangement.with([], [group]);
    const beyondThePlans = this.costsPerSecond[index]! - this.extraCost(rest, group);
    return functionOptions(this.context)
      .filter(({ latency }) => keepsSlos(group.members, latency))
      .map((option) => {
        const load = loadOf(this.placing.search.terms, group.members, option);
        const costPerSecond = this.extraCost(rest, { option, load }) + beyondThePlans;
        return { shape: option.shape, batchSize: option.batchSize, costPerSecond };
      })
      .sort((one, other) => one.costPerSecond - other.costPerSecond);
  }

  /** Least cost in a second of an app in a function of its own; null where nothing keeps its SLO. */
  alone(member: Member): number | null {
    const none = new Arrangement(this.placing.search.terms, []);
    const placed = this.placing.place([member], none);
    return placed === null ? null : none.with([placed]).costPerSecond;
  }

  /** Other groups instead of some of the plan's; null where no function serves one of them. */
  instead(indices: readonly number[], groups: readonly (readonly Member[])[]): Change | null {
    const removed = indices.map((index) => this.arrangement.groups[index]!);
    const made = this.placing.placeAll(groups, this.arrangement.with([], removed));
    if (made === null) return null;
    const extraPerSecond = made.costPerSecond - this.arrangement.costPerSecond;
    const nowPerSecond = indices.reduce((sum, index) => sum + this.costsPerSecond[index]!, 0);
    return { costPerSecond: nowPerSecond + extraPerSecond, extraPerSecond };
  }

  private extraCost(rest: Arrangement, placement: Placement): number {
    const key = functionKey(placement.option.shape);
    if (rest.uses(key)) return rest.extraCost(key, placement);
    return functionCost(this.placing.search.terms, placement.option, placement.load).costPerSecond;
  }

  private placedAs(members: readonly Member[], { function: shape, batchSize, latencyMs }: PlannedGroup): PlacedGroup {
    const latency = { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond };
    const option = { ...optionFor(this.context, shape, batchSize), latency };
    return { members, option, load: loadOf(this.placing.search.terms, members, option) };
  }
}
