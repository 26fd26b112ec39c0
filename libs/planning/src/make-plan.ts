import { defaultAttainment, latencyReach } from '@harmonybatch/model';
import { sumOfCosts } from './expected-bill';
import { expectedCost, type ExpectedCost } from './exact/expected-cost';
import { optionFor } from './exact/function-options';
import { costPerSecondOf, type Group } from './grouping/group';
import { strategies, type Strategy } from './grouping/strategy';
import type { AppDemand, Plan, PricedGroup } from './plan';
import { offerNotes, planNotes } from './plan-notes';
import { requestFaults, type PlanRequest } from './plan-request';
import { termsShown } from './planning-terms';
import { timeoutSecondsOf, type Member } from './provisioning/provision';

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
  const groups = strategy.groups(
    request,
    request.apps.map((app) => memberOf(app, request.overheadMs)),
  );
  return { kind: 'planned', plan: planOf(request, groups) };
}

/** SLOs become seconds here, and become milliseconds again in `plannedGroup`: nowhere else. */
export const memberOf = ({ name, sloMs, rateHz, attainment }: AppDemand, overheadMs: number): Member => ({
  name,
  sloSeconds: (sloMs - overheadMs) / msPerSecond,
  rateHz,
  reach: latencyReach(attainment ?? defaultAttainment),
});

function unattainableApps(request: PlanRequest, strategy: Strategy): UnattainableApp[] {
  const { apps, model, overheadMs } = request;
  const tightestByReach = new Map<number, number | null>();
  const tightest = (reach: number): number | null => {
    const known = tightestByReach.get(reach);
    if (known !== undefined) return known;
    const seconds = strategy.tightestSloSeconds(request, reach);
    tightestByReach.set(reach, seconds);
    return seconds;
  };
  return apps.flatMap((app) => {
    const { reach, sloSeconds } = memberOf(app, overheadMs);
    const seconds = tightest(reach);
    if (seconds !== null && sloSeconds >= seconds) return [];
    const tightestSloMs = seconds === null ? null : Math.ceil(seconds * msPerSecond + overheadMs);
    const { name, sloMs } = app;
    return [{ name, sloMs, tightestSloMs, message: unattainableMessage(name, sloMs, model, tightestSloMs) }];
  });
}

function unattainableMessage(name: string, sloMs: number, model: string, tightestSloMs: number | null): string {
  if (tightestSloMs === null) return `app "${name}": model ${model} runs on no function of the catalogue`;
  return `app "${name}" asks for ${sloMs} ms, but no function answers ${model} faster than ${tightestSloMs} ms for certain: ask for an SLO of at least that`;
}

function planOf(request: PlanRequest, groups: readonly Group[]): Plan {
  const { strategy, model, prices, catalogue } = request;
  const costPerSecond = groups.reduce((sum, group) => sum + costPerSecondOf(group), 0);
  const rateHz = groups.reduce((sum, group) => sum + group.rateHz, 0);
  const { holding = 'warm' } = request;
  const costs = groups.map(({ members, provision }) => {
    const option = optionFor(request, provision.shape, provision.batchSize);
    return expectedCost({ prices, holding }, members, { ...option, latency: provision });
  });
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
    notes: planNotes(request, groups),
  };
}

function plannedGroup(
  { members, rateHz, provision }: Group,
  { apps }: PlanRequest,
  expected: ExpectedCost,
): PricedGroup {
  const { shape, batchSize, avgSeconds, maxSeconds, costPerRequest } = provision;
  const demands = new Map(apps.map((app) => [app.name, app]));
  return {
    apps: members.map((member) => {
      const demand = demands.get(member.name)!;
      const waitMs = timeoutSecondsOf(member, batchSize, provision) * msPerSecond;
      const whole = member.rateHz === demand.rateHz;
      return {
        ...demand,
        rateHz: member.rateHz,
        ...(whole ? {} : { share: member.rateHz / demand.rateHz }),
        timeoutMs: Math.max(0, waitMs),
      };
    }),
    function: shape,
    batchSize,
    latencyMs: { avg: avgSeconds * msPerSecond, max: maxSeconds * msPerSecond },
    costPerRequest,
    expectedCostPerRequest: expected.costPerSecond / rateHz,
    meanBatchSize: expected.meanBatchSize,
  };
}
