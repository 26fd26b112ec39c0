import type { PlanPublished } from '@harmonybatch/contracts';
import { earlierPlan, planInForce } from '@harmonybatch/pipeline';
import { Refusal } from '../refusal';
import { orRefuse } from './decision-text';
import type { RegistryViews } from './registry-views';

/** A plan that is or was in force, or one that waits. */
export interface ChosenPlan {
  readonly epoch?: number;
  /** Its id. */
  readonly proposal?: string;
  readonly plan: PlanPublished;
}

/** That in force, that of an epoch, or the one that waits. @throws Refusal where there is none */
export function chosenPlan(
  views: RegistryViews,
  model: string,
  { epoch, proposed }: { readonly epoch?: number; readonly proposed?: boolean },
): ChosenPlan {
  if (proposed) return proposedPlan(views, model);
  return orRefuse(() => {
    const inForce = planInForce(views.plans, model);
    return epoch === undefined || epoch === inForce.epoch ? inForce : earlierPlan(views, model, epoch);
  });
}

function proposedPlan(views: RegistryViews, model: string): ChosenPlan {
  const found = views.proposals.get(model);
  if (found !== undefined) return { proposal: found.id, plan: found.plan };
  throw new Refusal(`No plan of model ${model} waits; the one in force is written without --proposed.`);
}
