import type { PlanPublished } from '@harmonybatch/contracts';
import { Refusal } from '../refusal';
import type { PlanInForce } from './plan-in-force';
import type { RegistryViews } from './registry-views';

/** @throws Refusal where no plan of the model is in force */
export function planInForce(views: RegistryViews, model: string): PlanInForce {
  const found = views.plans.planOf(model);
  if (found !== undefined) return found;
  throw new Refusal(
    `No plan of model ${model} is in force; there are plans of ${views.plans.models().join(', ') || 'none'}.`,
  );
}

/** The plan with other groups before that in force, or the plan of an epoch. @throws Refusal where Kafka does not have it */
export function earlierPlan(views: RegistryViews, model: string, epoch?: number): PlanInForce {
  planInForce(views, model);
  const before = views.history.of(model).slice(0, -1);
  const found = epoch === undefined ? before.at(-1) : before.find((plan) => plan.epoch === epoch);
  if (found !== undefined) return found;
  throw new Refusal(noEarlierPlan(model, before, epoch));
}

function noEarlierPlan(model: string, before: readonly PlanInForce[], epoch: number | undefined): string {
  if (epoch === undefined) return `Kafka has no plan of ${model} with other groups than the one in force.`;
  const known = before.map((plan) => plan.epoch).join(', ');
  return `Kafka has no earlier plan of epoch ${epoch} of ${model}${known === '' ? '' : `; it has those of epochs ${known}`}.`;
}

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
  const inForce = planInForce(views, model);
  return epoch === undefined || epoch === inForce.epoch ? inForce : earlierPlan(views, model, epoch);
}

function proposedPlan(views: RegistryViews, model: string): ChosenPlan {
  const found = views.proposals.get(model);
  if (found !== undefined) return { proposal: found.id, plan: found.plan };
  throw new Refusal(`No plan of model ${model} waits; the one in force is written without --proposed.`);
}
