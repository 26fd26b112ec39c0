import { modelVersionOf, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import { functionNameOf } from '../drafts/content-names';

/**
 * Why a plan that somebody holds a model to cannot be in force, in words; null where it can. Functions are named by what they
 * are: a plan whose functions have other names is of another state of the model, of another deployment, or made up.
 */
export function pinFault(plan: PlanPublished, model: ModelProfiled, functionPrefix: string): string | null {
  const registered = modelVersionOf(model);
  if (plan.modelVersion !== registered)
    return `the plan is for version ${plan.modelVersion} of ${model.name}, and ${registered} is registered`;
  const strange = plan.groups.find(
    ({ functionName, function: shape }) => functionName !== functionNameOf(functionPrefix, model, shape),
  );
  return strange === undefined ? null : `function ${strange.functionName} is none of this deployment`;
}
