import type { AppRegistered, PlanPublished } from '@harmonybatch/contracts';
import { catalogues, priceBooks, uncalibrated } from '@harmonybatch/model';
import { makePlans, replannerDefaults, type PlanningTask } from '@harmonybatch/pipeline';
import type { AskedApp, ModelTask } from './what-if-task';

/** Plans apps as the planner does, on the terms of the plan in force but for those that were asked for. @param untilMs of `performance.now`: then the best plan so far has to do */
export function planned(task: ModelTask, apps: readonly AskedApp[], untilMs: number): PlanPublished {
  const time = { monotonicMs: () => performance.now(), shouldStop: () => performance.now() > untilMs };
  return makePlans(planningTask(task, apps), time).draft;
}

function planningTask({ model, inForce, terms, nowMs }: ModelTask, apps: readonly AskedApp[]): PlanningTask {
  const { overheadMs, assumedCards = {}, holding = 'warm', calibration = uncalibrated, way } = inForce;
  const config = {
    ...replannerDefaults,
    ...{ strategy: terms.strategy, prices: priceBooks[terms.prices]!, catalogue: catalogues[terms.catalogue]! },
    ...{ overheadMs, assumedCards, holding },
  };
  return {
    model,
    calibration,
    apps: apps.map(({ name, sloMs, attainment }): AppRegistered => ({ name, model: model.name, sloMs, attainment })),
    ratesHz: new Map(apps.map(({ name, rateHz }) => [name, rateHz])),
    way,
    reason: 'requested',
    config,
    settings: '',
    nowMs,
  };
}
