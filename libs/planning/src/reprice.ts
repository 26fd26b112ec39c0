import { invocationCost, latencyOf, type ModelProfile, type PriceBook } from '@harmonybatch/model';
import type { Plan, PlannedGroup } from './plan';
import { batchWindow } from './provisioning/batch-filling';

const msPerSecond = 1000;

export interface PlanCost {
  readonly costPerRequest: number;
  readonly costPerSecond: number;
}

/**
 * What a plan costs at other rates than it was made for (Eq. 6 and 7): a group's batches hold `min(b, floor(r·T) + 1)`.
 * @param ratesHz by app; an app that is not named keeps the plan's rate. An app at 0 req/s sends nothing.
 */
export function repricePlan(
  plan: Pick<Plan, 'groups'>,
  profile: ModelProfile,
  prices: PriceBook,
  ratesHz: ReadonlyMap<string, number>,
): PlanCost {
  let costPerSecond = 0;
  let totalRateHz = 0;
  for (const group of plan.groups) {
    const apps = group.apps
      .map((app) => ({ timeoutMs: app.timeoutMs, rateHz: ratesHz.get(app.name) ?? app.rateHz }))
      .filter((app) => app.rateHz > 0);
    const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
    totalRateHz += rateHz;
    if (rateHz > 0) costPerSecond += rateHz * requestCost(group, apps, profile, prices);
  }
  return { costPerSecond, costPerRequest: totalRateHz === 0 ? 0 : costPerSecond / totalRateHz };
}

function requestCost(
  group: PlannedGroup,
  apps: readonly { timeoutMs: number; rateHz: number }[],
  profile: ModelProfile,
  prices: PriceBook,
): number {
  const inOrder = [...apps].sort((one, other) => one.timeoutMs - other.timeoutMs);
  const batch = Math.min(
    group.batchSize,
    batchWindow(inOrder, (app) => app.timeoutMs / msPerSecond),
  );
  return invocationCost(prices, group.function, latencyOf(profile, group.function, batch).avgSeconds) / batch;
}
