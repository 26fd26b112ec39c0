import {
  planVersionOf,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
  type PlanReason,
} from '@harmonybatch/contracts';

export interface Situation {
  readonly model: ModelProfiled | undefined;
  readonly apps: readonly AppRegistered[];
  readonly inForce: PlanPublished | undefined;
  /** Somebody asked for a plan. */
  readonly requested: boolean;
  readonly ratesMoved: boolean;
}

export type Need = PlanReason | 'withdraw' | null;

/** Why a model needs another plan than the one in force; `withdraw` where it needs none any more; null where all is well. */
export function reasonToPlan({ model, apps, inForce, requested, ratesMoved }: Situation): Need {
  if (model === undefined || apps.length === 0) return inForce === undefined ? null : 'withdraw';
  if (inForce === undefined) return 'first';
  if (inForce.modelVersion !== planVersionOf(model)) return 'model';
  if (!sameApps(apps, inForce)) return 'app';
  if (requested) return 'requested';
  return ratesMoved ? 'rate' : null;
}

function sameApps(apps: readonly AppRegistered[], plan: PlanPublished): boolean {
  const planned = new Map(
    [...plan.groups.flatMap((group) => group.apps), ...plan.unservable].map((app) => [app.name, app.sloMs]),
  );
  return planned.size === apps.length && apps.every((app) => planned.get(app.name) === app.sloMs);
}
