import { defaultAttainment, latencyReach } from '@harmonybatch/model';
import { expectedCost } from './exact/expected-cost';
import { optionFor, type FunctionOption } from './exact/function-options';
import { sumOfCosts } from './expected-bill';
import type { ExpectedBill, PlannedGroup } from './plan';
import type { Member, PlanningContext } from './provisioning/provision';

const msPerSecond = 1000;

/**
 * What a plan is expected to cost at other rates than it was made for, by the exact distribution of its batches.
 * @param ratesHz by app, over all its groups; an app that is not named keeps the plan's rate. An app at 0 req/s sends nothing.
 */
export function repricePlan(
  plan: { readonly groups: readonly PlannedGroup[] },
  context: PlanningContext,
  ratesHz: ReadonlyMap<string, number> = new Map(),
): ExpectedBill {
  const { prices, holding = 'warm' } = context;
  const groups = plan.groups.map((group) => ({ group, members: membersAt(group, ratesHz) }));
  const costs = groups
    .filter(({ members }) => members.length > 0)
    .map(({ group, members }) => expectedCost({ prices, holding }, members, optionOf(context, group)));
  const rateHz = groups.flatMap(({ members }) => members).reduce((sum, member) => sum + member.rateHz, 0);
  return sumOfCosts(costs, rateHz);
}

const optionOf = (
  context: PlanningContext,
  { function: shape, batchSize, latencyMs }: PlannedGroup,
): FunctionOption => ({
  ...optionFor(context, shape, batchSize),
  latency: { avgSeconds: latencyMs.avg / msPerSecond, maxSeconds: latencyMs.max / msPerSecond },
});

/** The members whose timeouts are the plan's: the SLO is what they leave after the longest execution. */
function membersAt({ apps, latencyMs }: PlannedGroup, ratesHz: ReadonlyMap<string, number>): Member[] {
  const reach = latencyReach(defaultAttainment);
  return apps
    .map(({ name, timeoutMs, rateHz, share = 1 }) => {
      const ofApp = ratesHz.get(name);
      return {
        name,
        sloSeconds: (timeoutMs + latencyMs.max) / msPerSecond,
        rateHz: ofApp === undefined ? rateHz : ofApp * share,
        reach,
      };
    })
    .filter((member) => member.rateHz > 0);
}
