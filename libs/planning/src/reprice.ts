import { latencyQuantileSeconds } from '@harmonybatch/model';
import { countedLoad } from './exact/counted-load';
import { optionFor, type FunctionOption } from './exact/function-options';
import { sumOfCosts } from './expected-bill';
import { groupMoney } from './group-money';
import { holdingTerms, type HoldingTerms } from './holding/holding-terms';
import { reachOf } from './holding/late-budget';
import { coldShares, pooledCosts } from './pooled/pooled-costs';
import type { ExpectedBill, GroupMoney, PlannedGroup } from './plan';
import type { Member, PlanningContext } from './provisioning/provision';

const msPerSecond = 1000;

/** What a plan is expected to cost at certain rates. */
export interface RepricedPlan extends ExpectedBill {
  /** Instances to keep ready of each group's function at these rates; 0 for groups whose apps send nothing. */
  readonly warmInstances: readonly number[];
  /** Part of each group's batches that is expected to meet no instance which is ready; 0 for groups whose apps send nothing. */
  readonly coldShares: readonly number[];
  /** What each group costs, by what it is for; null for groups whose apps send nothing. */
  readonly money: readonly (GroupMoney | null)[];
}

/**
 * What a plan is expected to cost at other rates than it was made for, by the exact distribution of its batches; infinite
 * where a function may not have the instances that they need.
 * @param ratesHz by app, over all its groups; an app that is not named keeps the plan's rate. An app at 0 req/s sends nothing.
 */
export function repricePlan(
  plan: { readonly groups: readonly PlannedGroup[] },
  context: PlanningContext,
  ratesHz: ReadonlyMap<string, number> = new Map(),
): RepricedPlan {
  const terms = holdingTerms(context);
  const members = plan.groups.map((group) => membersAt(terms, group, ratesHz));
  const placements = plan.groups.flatMap((group, index) => {
    if (members[index]!.length === 0) return [];
    const option = optionOf(context, group);
    return [{ option, load: countedLoad(terms, members[index]!, option) }];
  });
  const costs = pooledCosts(terms, placements);
  const rateHz = members.flat().reduce((sum, member) => sum + member.rateHz, 0);
  const inTurn = costs.values();
  const cold = coldShares(terms, placements).values();
  const split = costs.map(groupMoney).values();
  const money = members.map((group) => (group.length === 0 ? null : split.next().value!));
  const warmInstances = members.map((group) => (group.length === 0 ? 0 : inTurn.next().value!.warmInstances));
  const shares = members.map((group) => (group.length === 0 ? 0 : cold.next().value!));
  return { ...sumOfCosts(costs, rateHz), warmInstances, coldShares: shares, money };
}

const optionOf = (
  context: PlanningContext,
  { function: shape, batchSize, latencyMs }: PlannedGroup,
): FunctionOption => ({
  ...optionFor(context, shape, batchSize),
  latency: { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond },
});

/** The members whose timeouts are the plan's: the SLO is what they leave after the execution that has to fit. */
function membersAt(
  terms: HoldingTerms,
  { apps, latencyMs }: PlannedGroup,
  ratesHz: ReadonlyMap<string, number>,
): Member[] {
  const latency = { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond };
  return apps
    .map(({ name, timeoutMs, rateHz, share = 1, attainment }) => {
      const ofApp = ratesHz.get(name);
      const reach = reachOf(terms, attainment);
      return {
        name,
        sloSeconds: timeoutMs / msPerSecond + latencyQuantileSeconds(latency, reach),
        rateHz: ofApp === undefined ? rateHz : ofApp * share,
        reach,
      };
    })
    .filter((member) => member.rateHz > 0);
}
