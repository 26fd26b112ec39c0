import { expectedCost } from '../exact/expected-cost';
import { functionOptions, optionFor } from '../exact/function-options';
import { holdingTerms } from '../holding/holding-terms';
import type { PlannedGroup } from '../plan';
import { inOrderOfSlo, keepsSlos, type Member, type PlanningContext } from '../provisioning/provision';
import type { Alternative } from './explanation';

const msPerSecond = 1000;

/** What groups of members would cost in a second, with any function. */
export class GroupPrices {
  private readonly terms;

  constructor(private readonly context: PlanningContext) {
    this.terms = holdingTerms(context);
  }

  /** Every function and batch size that keeps the SLOs, the cheapest first. */
  choices(members: readonly Member[]): Alternative[] {
    return functionOptions(this.context)
      .filter(({ latency }) => keepsSlos(members, latency))
      .map((option) => ({
        shape: option.shape,
        batchSize: option.batchSize,
        costPerSecond: expectedCost(this.terms, members, option).costPerSecond,
      }))
      .sort((one, other) => one.costPerSecond - other.costPerSecond);
  }

  /** Least cost in a second; null where nothing keeps every SLO. */
  best(members: readonly Member[]): number | null {
    return this.choices(inOrderOfSlo(members))[0]?.costPerSecond ?? null;
  }

  /** Cost in a second of a group as it was planned. */
  ofChoice(members: readonly Member[], { function: shape, batchSize, latencyMs }: PlannedGroup): number {
    const latency = { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond };
    const option = { ...optionFor(this.context, shape, batchSize), latency };
    return expectedCost(this.terms, members, option).costPerSecond;
  }
}
