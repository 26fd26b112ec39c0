import { modelVersionOf, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import { Refusal } from '../refusal';
import type { RegistryViews } from './registry-views';

/**
 * The model of a plan as it is registered; functions of another state of it are made from what was registered then.
 * @throws Refusal where it is not registered, or as another version
 */
export function registeredAs(views: RegistryViews, plan: PlanPublished): ModelProfiled {
  const registered = views.models.get(plan.model);
  if (registered === undefined) throw new Refusal(`Model ${plan.model} is not registered.`);
  const version = modelVersionOf(registered);
  if (version === plan.modelVersion) return registered;
  throw new Refusal(
    `That plan is for version ${plan.modelVersion} of ${plan.model}, and ${version} is registered: \`harmonybatch models rollback ${plan.model} --to ${plan.modelVersion}\` registers it again.`,
  );
}
