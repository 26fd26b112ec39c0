import { invocationCost } from '@harmonybatch/model';
import { functionOptions } from '../exact/function-options';
import { batchFills } from '../provisioning/batch-filling';
import type { Member, PlanningContext, Provision } from '../provisioning/provision';

/** The best function of a group by the paper's cost (Eq. 6) and constraints (8), (9), (10), over every one there is. */
export class ExhaustiveProvision {
  /** The cheapest first: the first one that fits is the best. */
  private readonly choices: readonly Provision[];

  constructor(context: PlanningContext) {
    this.choices = functionOptions(context)
      .map(({ shape, batchSize, latency }) => ({
        shape,
        batchSize,
        ...latency,
        costPerRequest: invocationCost(context.prices, shape, latency.avgSeconds) / batchSize,
      }))
      .sort((one, other) => one.costPerRequest - other.costPerRequest);
  }

  /** @param members in order of SLO. */
  best(members: readonly Member[]): Provision | null {
    return this.choices.find((choice) => batchFills(members, choice.batchSize, choice)) ?? null;
  }
}
