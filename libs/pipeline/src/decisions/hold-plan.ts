import { recordOf, tombstoneOf, topics, type Tombstone, type TopicRecord } from '@harmonybatch/contracts';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanInForce } from '../registry/plan-in-force';
import type { PlanPins } from '../replanner/pins/plan-pins';
import { DecisionError } from './decision-error';
import { registeredAs } from './earlier-plan';

/**
 * The record that holds a plan's model to it.
 * @param nowMs epoch
 * @throws DecisionError where the model is not registered, or as another version: the plan could not come into force
 */
export function holdPlan(models: ModelRegistry, { epoch, plan }: PlanInForce, nowMs: number): TopicRecord {
  registeredAs(models, plan);
  return recordOf(topics.planPinned, { model: plan.model, epoch, plan, pinnedAtMs: nowMs });
}

/** The record that lets the planner plan a model again. @throws DecisionError where nobody holds it to a plan */
export function releasePlan(pins: PlanPins, model: string): Tombstone {
  if (pins.get(model) === undefined) throw new DecisionError({ kind: 'not-held', model });
  return tombstoneOf(topics.planPinned, model);
}
