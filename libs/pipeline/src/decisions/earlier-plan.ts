import { modelVersionOf, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import type { PlanHistory } from '../registry/plan-history';
import type { PlanInForce } from '../registry/plan-in-force';
import { DecisionError } from './decision-error';

/** @throws DecisionError where no plan of the model is in force */
export function planInForce(plans: PlanBoard, model: string): PlanInForce {
  const found = plans.planOf(model);
  if (found !== undefined) return found;
  throw new DecisionError({ kind: 'no-plan', model, modelsWithPlans: plans.models() });
}

/**
 * The last plan with other groups than that in force, or the plan of an epoch, which may have the same.
 * @throws DecisionError where it is not known any more
 */
export function earlierPlan(
  { plans, history }: { readonly plans: PlanBoard; readonly history: PlanHistory },
  model: string,
  epoch?: number,
): PlanInForce {
  planInForce(plans, model);
  const before = history.of(model).slice(0, -1);
  const found = epoch === undefined ? history.withOtherGroups(model) : before.find((plan) => plan.epoch === epoch);
  if (found !== undefined) return found;
  const epochs = before.map((plan) => plan.epoch);
  throw new DecisionError({ kind: 'no-earlier-plan', model, ...(epoch === undefined ? {} : { epoch }), epochs });
}

/**
 * The model of a plan as it is registered; functions of another state of it are made from what was registered then.
 * @throws DecisionError where it is not registered, or as another version
 */
export function registeredAs(
  models: ModelRegistry,
  { model, modelVersion }: Pick<PlanPublished, 'model' | 'modelVersion'>,
): ModelProfiled {
  const found = models.get(model);
  if (found === undefined) throw new DecisionError({ kind: 'model-not-registered', model });
  const registered = modelVersionOf(found);
  if (registered === modelVersion) return found;
  throw new DecisionError({ kind: 'other-version', model, planned: modelVersion, registered });
}
