import { sumOfCosts } from './expected-bill';
import { countedGroups } from './exact/counted-groups';
import { costPerSecondOf, type Group } from './grouping/group';
import { groupMoney } from './group-money';
import { SearchLimit } from './grouping/search-limit';
import { strategies, type Strategy } from './grouping/strategy';
import { holdingTerms } from './holding/holding-terms';
import { reachOf } from './holding/late-budget';
import { TooFewInstancesError } from './holding/too-few-instances';
import { defaultMaxInstances } from './holding/warm-instances';
import type { AppDemand, Plan, PricedGroup } from './plan';
import { offerNotes, planNotes } from './plan-notes';
import { requestFaults, type PlanRequest } from './plan-request';
import { termsShown } from './planning-terms';
import { functionKey } from './pooled/function-key';
import { coldShares, pooledCosts, type PooledCost } from './pooled/pooled-costs';
import { keepsSlos, timeoutSecondsOf, type Member } from './provisioning/provision';

const msPerSecond = 1000;

/** An app whose SLO no function can meet. */
export interface UnattainableApp {
  readonly name: string;
  readonly sloMs: number;
  /** The tightest SLO that could be met, overhead included, whole ms; null where the model runs on no function. */
  readonly tightestSloMs: number | null;
  readonly message: string;
}

export type PlanResult =
  | { readonly kind: 'planned'; readonly plan: Plan }
  | { readonly kind: 'unattainable'; readonly apps: readonly UnattainableApp[]; readonly notes: readonly string[] }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

/**
 * Plans the apps of one model: which of them share a group, and each group's function, batch size and timeouts.
 * The request is left unchanged; what cannot be planned is a result, not an exception.
 */
export function plan(request: PlanRequest): PlanResult {
  const faults = requestFaults(request);
  const strategy = strategies[request.strategy];
  if (faults.length > 0 || strategy === undefined) return { kind: 'invalid', faults };
  const apps = unattainableApps(request, strategy);
  if (apps.length > 0) return { kind: 'unattainable', apps, notes: offerNotes(request) };
  const limit = new SearchLimit(request.shouldStop);
  const members = request.apps.map((app) => memberOf(request, app));
  try {
    return { kind: 'planned', plan: planOf(request, strategy.groups(request, members, limit), limit) };
  } catch (error) {
    if (!(error instanceof TooFewInstancesError)) throw error;
    return { kind: 'unattainable', apps: tooLarge(request, strategy, error), notes: offerNotes(request) };
  }
}

/** SLOs become seconds here, and become milliseconds again in `plannedGroup`: nowhere else. */
export const memberOf = (request: PlanRequest, app: AppDemand): Member => ({
  name: app.name,
  sloSeconds: (app.sloMs - overheadMsOf(request, app)) / msPerSecond,
  rateHz: app.rateHz,
  reach: reachOf(holdingTerms(request), app.attainment),
});

/** What the way takes of the SLO of an app, ms. */
export const overheadMsOf = (request: PlanRequest, { overheadMs = request.overheadMs }: AppDemand): number =>
  overheadMs;

/** Apps for which functions have too few instances, as a result. */
function tooLarge(
  request: PlanRequest,
  strategy: Strategy,
  { apps, meanBusy, maxInstances }: TooFewInstancesError,
): UnattainableApp[] {
  const needed = Number.isFinite(meanBusy) ? `keep about ${Math.ceil(meanBusy)} instances busy` : 'need more instances';
  return apps.map((name) => {
    const app = request.apps.find((one) => one.name === name)!;
    const { sloMs, rateHz } = app;
    const seconds = strategy.tightestSloSeconds(request, memberOf(request, app).reach);
    const tightestSloMs = seconds === null ? null : Math.ceil(seconds * msPerSecond + overheadMsOf(request, app));
    const message = `app "${name}": its requests${apps.length > 1 ? ` and those it shares functions with` : ''} (${rateHz} req/s) ${needed}, and a function has at most ${maxInstances}: ask the platform for more and say so in the catalogue (maxInstancesPerFunction), loosen the SLO, or spread the app over several models`;
    return { name, sloMs, tightestSloMs, message };
  });
}

function unattainableApps(request: PlanRequest, strategy: Strategy): UnattainableApp[] {
  const { apps, model } = request;
  const tightestByReach = new Map<number, number | null>();
  const tightest = (reach: number): number | null => {
    const known = tightestByReach.get(reach);
    if (known !== undefined) return known;
    const seconds = strategy.tightestSloSeconds(request, reach);
    tightestByReach.set(reach, seconds);
    return seconds;
  };
  return apps.flatMap((app) => {
    const { reach, sloSeconds } = memberOf(request, app);
    const seconds = tightest(reach);
    if (seconds !== null && sloSeconds >= seconds) return [];
    const tightestSloMs = seconds === null ? null : Math.ceil(seconds * msPerSecond + overheadMsOf(request, app));
    const { name, sloMs } = app;
    return [{ name, sloMs, tightestSloMs, message: unattainableMessage(name, sloMs, model, tightestSloMs) }];
  });
}

function unattainableMessage(name: string, sloMs: number, model: string, tightestSloMs: number | null): string {
  if (tightestSloMs === null) return `app "${name}": model ${model} runs on no function of the catalogue`;
  return `app "${name}" asks for ${sloMs} ms, but no function answers ${model} faster than ${tightestSloMs} ms for certain: ask for an SLO of at least that`;
}

function planOf(request: PlanRequest, groups: readonly Group[], limit: SearchLimit): Plan {
  const { strategy, model, prices, catalogue } = request;
  const costPerSecond = groups.reduce((sum, group) => sum + costPerSecondOf(group), 0);
  const rateHz = groups.reduce((sum, group) => sum + group.rateHz, 0);
  const costs = expectedCosts(request, groups);
  return {
    strategy,
    model,
    prices: prices.name,
    catalogue: catalogue.name,
    currency: prices.currency,
    ...termsShown(request),
    costPerRequest: costPerSecond / rateHz,
    costPerSecond,
    expected: sumOfCosts(costs, rateHz),
    groups: groups.map((group, index) => plannedGroup(group, request, costs[index]!)),
    notes: planNotes(request, groups, limit),
  };
}

interface GroupCost extends PooledCost {
  readonly coldShare: number;
}

/** @throws TooFewInstances where a function needs more instances than it may have. */
function expectedCosts(request: PlanRequest, groups: readonly Group[]): GroupCost[] {
  const terms = holdingTerms(request);
  const placements = countedGroups(request, groups);
  const costs = pooledCosts(terms, placements);
  const overloaded = costs.findIndex(({ costPerSecond }) => costPerSecond === Infinity);
  if (overloaded < 0) {
    const cold = coldShares(terms, placements);
    return costs.map((cost, index) => ({ ...cost, coldShare: cold[index]! }));
  }
  const key = functionKey(placements[overloaded]!.option.shape);
  const sharers = groups.filter(({ provision }) => functionKey(provision.shape) === key);
  const busy = placements.reduce(
    (sum, one) => sum + (functionKey(one.option.shape) === key ? one.load.meanBusy : 0),
    0,
  );
  const names = sharers.flatMap(({ members }) => members.map(({ name }) => name));
  throw new TooFewInstancesError([...new Set(names)], busy, terms.maxInstances ?? defaultMaxInstances);
}

function plannedGroup({ members, rateHz, provision }: Group, { apps }: PlanRequest, cost: GroupCost): PricedGroup {
  const { shape, batchSize, avgSeconds, maxSeconds, costPerRequest } = provision;
  const { meanBatchSize, warmInstances, coldShare, costPerSecond } = cost;
  const demands = new Map(apps.map((app) => [app.name, app]));
  return {
    apps: members.map((member) => {
      const demand = demands.get(member.name)!;
      const waitMs = timeoutSecondsOf(member, batchSize, provision) * msPerSecond;
      if (waitMs < 0 || !keepsSlos([member], provision))
        throw new Error(`the plan would break the SLO of ${member.name}`);
      const whole = member.rateHz === demand.rateHz;
      return {
        ...demand,
        rateHz: member.rateHz,
        share: whole ? undefined : member.rateHz / demand.rateHz,
        timeoutMs: waitMs,
      };
    }),
    function: shape,
    batchSize,
    latencyMs: { avg: avgSeconds * msPerSecond, max: maxSeconds * msPerSecond },
    costPerRequest,
    expectedCostPerRequest: costPerSecond / rateHz,
    meanBatchSize,
    warmInstances,
    coldShare,
    moneyPerSecond: groupMoney(cost),
  };
}

/** What each app would get and pay if it had a function of its own: one result an app, in the order given. */
export const planAlone = (request: PlanRequest): PlanResult[] =>
  request.apps.map((app) => plan({ ...request, apps: [app] }));
