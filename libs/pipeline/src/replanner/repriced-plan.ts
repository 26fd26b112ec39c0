import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { batchSizeProbabilities } from '@harmonybatch/model';
import { planningContextOf, repricePlan } from '@harmonybatch/planning';
import type { PlanningTask } from '../ports/plan-maker';
import { publishedGroups } from './draft-plan';

const msPerSecond = 1000;

/**
 * A plan with the groups that it has, at other rates: their rates, prices, batch sizes and warm instances are what they are
 * then. Groups keep their ids, so nothing that is buffered is touched.
 * @returns null where the plan is not of this state of the model: its groups would have other ids.
 */
export function repricedPlan(plan: PlanPublished, task: PlanningTask): PlanPublished | null {
  const { model, config, ratesHz, nowMs } = task;
  const context = planningContextOf(model, config);
  const moved = plan.groups.map((group) => atRates(group, ratesHz));
  const priced = moved.map((group) => ({
    ...group,
    costPerRequest: repricePlan({ groups: [group] }, context).costPerRequest,
  }));
  const groups = publishedGroups(priced, model, config);
  if (groups.some(({ id }, index) => id !== plan.groups[index]!.id)) return null;
  const { costPerRequest, costPerSecond } = repricePlan({ groups: moved }, context);
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
