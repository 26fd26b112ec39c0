import type { Plan, PlannedGroup } from '../plan';
import type { PlanRequest } from '../plan-request';
import { memberOf, overheadMsOf, plan } from '../make-plan';
import { strategies } from '../grouping/strategy';
import type { Member } from '../provisioning/provision';
import { bindingOf } from './binding';
import type { AppExplanation, Binding, Change, Explanation, GroupExplanation } from './explanation';
import { GroupPrices } from './group-prices';

const msPerSecond = 1000;
/** Plans of more apps are not made again for each of them. */
const maxAppsReplanned = 60;

/**
 * Explains a plan: what binds each group, what else it could be, what each app pays and would pay alone.
 * @param request what `made` was planned from.
 */
export function explain(request: PlanRequest, made: Plan): Explanation {
  const groups = made.groups.map((group) => membersOf(request, group));
  const prices = new GroupPrices(request, made.groups, groups);
  const costs = prices.costsPerSecond;
  const alone = new Map(request.apps.map((app) => [app.name, prices.alone(memberOf(request, app))]));
  return {
    groups: made.groups.map((group, index): GroupExplanation => {
      const members = groups[index]!;
      const costPerSecond = costs[index]!;
      const choices = prices.choices(index);
      return {
        costPerSecond,
        binding: bindingOf(request, members, group, choices),
        nextBest: choices.find(({ shape }) => !sameSize(shape, group.function)) ?? null,
        mergedWithNext: merged(prices, groups, index),
        split: bestSplit(prices, members, index),
      };
    }),
    apps: request.apps.map((app): AppExplanation => {
      const { name } = app;
      const tightestSloMs = tightestOf(request, name);
      return {
        name,
        alonePerSecond: alone.get(name) ?? null,
        paysPerSecond: made.groups.reduce((sum, group, index) => sum + partOf(name, group, costs[index]!, alone), 0),
        tightestSloMs,
        tightestExtraPerSecond: tightestExtra(request, made, name, tightestSloMs),
      };
    }),
  };
}

/** What keeps each group of a plan from something cheaper, in their order: one is found when it is asked for. */
export function* bindingsOf(
  request: PlanRequest,
  made: { readonly groups: readonly PlannedGroup[] },
): Generator<Binding> {
  const groups = made.groups.map((group) => membersOf(request, group));
  const prices = new GroupPrices(request, made.groups, groups);
  for (const [index, group] of made.groups.entries())
    yield bindingOf(request, groups[index]!, group, prices.choices(index));
}

const membersOf = (request: PlanRequest, group: PlannedGroup): Member[] =>
  group.apps.map(({ name, rateHz }) => ({
    ...memberOf(
      request,
      request.apps.find((app) => app.name === name)!,
    ),
    rateHz,
  }));

const sameSize = (one: PlannedGroup['function'], other: PlannedGroup['function']): boolean =>
  one.type === other.type &&
  one.vcpu === other.vcpu &&
  one.gpuMemoryMb === other.gpuMemoryMb &&
  one.gpuType === other.gpuType;

function merged(prices: GroupPrices, groups: readonly (readonly Member[])[], index: number): Change | null {
  const next = groups[index + 1];
  return next === undefined ? null : prices.instead([index, index + 1], [[...groups[index]!, ...next]]);
}

function bestSplit(prices: GroupPrices, members: readonly Member[], index: number): GroupExplanation['split'] {
  let best: GroupExplanation['split'] = null;
  for (let cut = 1; cut < members.length; cut += 1) {
    const change = prices.instead([index], [members.slice(0, cut), members.slice(cut)]);
    if (change === null || (best !== null && change.costPerSecond >= best.costPerSecond)) continue;
    best = { ...change, afterApp: members[cut - 1]!.name };
  }
  return best;
}

/** An app's part of one group's bill: in proportion to what the members would pay alone, at the rates they have there. */
function partOf(
  name: string,
  group: PlannedGroup,
  costPerSecond: number,
  alone: ReadonlyMap<string, number | null>,
): number {
  const weightOf = (app: PlannedGroup['apps'][number]): number =>
    (alone.get(app.name) ?? app.rateHz * group.costPerRequest) * (app.share ?? 1);
  const own = group.apps.find((app) => app.name === name);
  if (own === undefined) return 0;
  return (costPerSecond * weightOf(own)) / group.apps.reduce((sum, app) => sum + weightOf(app), 0);
}

function tightestOf(request: PlanRequest, name: string): number {
  const app = request.apps.find((one) => one.name === name)!;
  const { reach } = memberOf(request, app);
  const seconds = strategies[request.strategy]!.tightestSloSeconds(request, reach)!;
  return Math.ceil(seconds * msPerSecond + overheadMsOf(request, app));
}

function tightestExtra(request: PlanRequest, made: Plan, name: string, sloMs: number): number | null {
  if (request.apps.length > maxAppsReplanned) return null;
  const apps = request.apps.map((app) => (app.name === name ? { ...app, sloMs } : app));
  const result = plan({ ...request, apps });
  if (result.kind !== 'planned') return null;
  return result.plan.expected.costPerSecond - made.expected.costPerSecond;
}
