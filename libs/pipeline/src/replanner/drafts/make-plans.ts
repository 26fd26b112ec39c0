import type { Clock } from '@harmonybatch/ports';
import { PlanMaker, type MadePlans, type PlanningTask } from './plan-maker';
import { draftPlan, type PlanningClock } from './draft-plan';
import { repricedPlan } from './repriced-plan';

/** Plans a model's apps, and prices the plan in force at the same rates where it is given. */
export function makePlans(task: PlanningTask, time: PlanningClock): MadePlans {
  const repriced = task.inForce === undefined ? null : repricedPlan(task.inForce, task);
  return { draft: draftPlan(task, time), repriced };
}

/** Makes plans at once, where it is called: for simulations, in which nothing else has to go on meanwhile. */
export class InlinePlanMaker extends PlanMaker {
  constructor(private readonly clock: Clock) {
    super();
  }

  override async make(task: PlanningTask): Promise<MadePlans> {
    return makePlans(task, { monotonicMs: () => this.clock.monotonicMs() });
  }
}
