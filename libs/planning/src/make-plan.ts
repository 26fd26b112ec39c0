import { costPerSecondOf, type Group } from './grouping/group';
import { strategies } from './grouping/strategy';
import type { AppDemand, Plan, PlannedGroup } from './plan';
import { requestFaults, type PlanRequest } from './plan-request';
import { batchWindow } from './provisioning/batch-filling';
import { timeoutSecondsOf, type Member } from './provisioning/provision';
import { tightestSloSeconds } from './provisioning/tightest-slo';

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
  | { readonly kind: 'unattainable'; readonly apps: readonly UnattainableApp[] }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] };

/**
 * Plans the apps of one model: which of them share a group, and each group's function, batch size and timeouts.
 * The request is left unchanged; what cannot be planned is a result, not an exception.
 */
export function plan(request: PlanRequest): PlanResult {
  const faults = requestFaults(request);
  const strategy = strategies[request.strategy];
  if (faults.length > 0 || strategy === undefined) return { kind: 'invalid', faults };
  const unattainable = unattainableApps(request);
  if (unattainable.length > 0) return { kind: 'unattainable', apps: unattainable };
  const groups = strategy(
    request,
    request.apps.map((app) => memberOf(app, request.overheadMs)),
  );
  return { kind: 'planned', plan: planOf(request, groups) };
}

/** SLOs become seconds here, and become milliseconds again in `planOf`: nowhere else. */
const memberOf = ({ name, sloMs, rateHz }: AppDemand, overheadMs: number): Member => ({
  name,
  sloSeconds: (sloMs - overheadMs) / msPerSecond,
  rateHz,
});

function unattainableApps(request: PlanRequest): UnattainableApp[] {
  const { apps, model, overheadMs } = request;
  const seconds = tightestSloSeconds(request);
  const tightestSloMs = seconds === null ? null : Math.ceil(seconds * msPerSecond + overheadMs);
  return apps
    .filter((app) => seconds === null || memberOf(app, overheadMs).sloSeconds < seconds)
    .map(({ name, sloMs }) => ({
      name,
      sloMs,
      tightestSloMs,
      message: unattainableMessage(name, sloMs, model, tightestSloMs),
    }));
}

function unattainableMessage(name: string, sloMs: number, model: string, tightestSloMs: number | null): string {
  if (tightestSloMs === null) return `app "${name}": model ${model} runs on no function of the catalogue`;
  return `app "${name}" asks for ${sloMs} ms, but no function answers ${model} faster than ${tightestSloMs} ms for certain: ask for an SLO of at least that`;
}

function planOf({ strategy, model, prices, catalogue, apps, overheadMs }: PlanRequest, groups: readonly Group[]): Plan {
  const demands = new Map(apps.map((app) => [app.name, app]));
  const costPerSecond = groups.reduce((sum, group) => sum + costPerSecondOf(group), 0);
  const rateHz = groups.reduce((sum, group) => sum + group.rateHz, 0);
  return {
    strategy,
    model,
    prices: prices.name,
    catalogue: catalogue.name,
    currency: prices.currency,
    costPerRequest: costPerSecond / rateHz,
    costPerSecond,
    groups: groups.map((group) => plannedGroup(group, demands, overheadMs)),
  };
}

function plannedGroup(
  { members, provision }: Group,
  demands: ReadonlyMap<string, AppDemand>,
  overheadMs: number,
): PlannedGroup {
  const { shape, batchSize, avgSeconds, maxSeconds, costPerRequest } = provision;
  const max = maxSeconds * msPerSecond;
  return {
    apps: members.map(({ name }) => {
      const { sloMs, rateHz } = demands.get(name)!;
      return { name, sloMs, rateHz, timeoutMs: batchSize === 1 ? 0 : Math.max(0, sloMs - overheadMs - max) };
    }),
    function: shape,
    batchSize,
    latencyMs: { avg: avgSeconds * msPerSecond, max },
    costPerRequest,
    meanBatchSize: Math.min(
      batchSize,
      batchWindow(members, (member) => timeoutSecondsOf(member, batchSize, maxSeconds)),
    ),
  };
}
