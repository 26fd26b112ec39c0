import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { batchSizeProbabilities } from '@harmonybatch/model';
import { planningContextOf, repricePlan } from '@harmonybatch/planning';
import type { PlanningTask } from './plan-maker';
import { functionNameOf } from './content-names';
import { functionPrice } from './draft-plan';
import { believedModel } from './servable-plan';

const msPerSecond = 1000;

/**
 * A plan with the groups that it has, at other rates: their rates, prices, batch sizes and warm instances are what they are
 * then. Groups keep their ids, so nothing that is buffered is touched.
 * @returns null where it cannot stay: its functions are another model's, or need more instances than they may have
 */
export function repricedPlan(plan: PlanPublished, task: PlanningTask): PlanPublished | null {
  const { model, config, ratesHz, nowMs } = task;
  const context = planningContextOf(believedModel(task), config);
  const moved = plan.groups.map((group) => atRates(group, ratesHz));
  const { costPerRequest, costPerSecond, warmInstances, coldShares, money } = repricePlan({ groups: moved }, context);
  if (!Number.isFinite(costPerSecond)) return null;
  const priced = moved.map((group, index) => ({
    ...group,
    costPerRequest: repricePlan({ groups: [group] }, context).costPerRequest,
    warmInstances: warmInstances[index]!,
    coldShare: coldShares[index]!,
    moneyPerSecond: money[index] ?? undefined,
  }));
  const isOfModel = ({ functionName, function: shape }: PublishedGroup): boolean =>
    functionName === functionNameOf(config.functionPrefix, model, shape);
  if (!priced.every(isOfModel)) return null;
  const groups = priced.map((group) => ({ ...group, price: functionPrice(config.prices, group.function) }));
  return { ...plan, reason: task.reason, plannedAtMs: nowMs, costPerRequest, costPerSecond, groups };
}

function atRates(group: PublishedGroup, ratesHz: ReadonlyMap<string, number>): PublishedGroup {
  const apps = group.apps.map((app) => {
    const ofApp = ratesHz.get(app.name);
    return ofApp === undefined ? app : { ...app, rateHz: ofApp * (app.share ?? 1) };
  });
  return { ...group, apps, meanBatchSize: meanBatchSize(apps, group.batchSize) };
}

function meanBatchSize(apps: PublishedGroup['apps'], batchSize: number): number {
  const inOrder = apps
    .map(({ timeoutMs, rateHz }) => ({ timeoutSeconds: timeoutMs / msPerSecond, rateHz }))
    .sort((one, other) => one.timeoutSeconds - other.timeoutSeconds);
  return batchSizeProbabilities(inOrder, batchSize).reduce((sum, part, index) => sum + part * (index + 1), 0);
}
