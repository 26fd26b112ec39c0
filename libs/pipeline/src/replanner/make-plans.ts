import type { MadePlans, PlanningTask } from '../ports/plan-maker';
import { draftPlan, type PlanningTime } from './draft-plan';
import { repricedPlan } from './repriced-plan';

/** Plans a model's apps, and prices the plan in force at the same rates where it is given. */
export function makePlans(task: PlanningTask, time: PlanningTime): MadePlans {
  const repriced = task.inForce === undefined ? null : repricedPlan(task.inForce, task);
  return { draft: draftPlan(task, time), repriced };
}
