import {
  modelVersionOf,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
  type PlanReason,
} from '@harmonybatch/contracts';
import { sameFactors, uncalibrated, type ProfileFactors } from '@harmonybatch/model';
import type { WayReserves } from '../way/way-reserves';
import { haveSameGroups } from './drafts/equal-groups';
import type { KnownRates } from './known-rates';

export interface Situation {
  readonly model: ModelProfiled | undefined;
  readonly apps: readonly AppRegistered[];
  readonly inForce: PlanPublished | undefined;
  /** `settingsHash` of the planner's settings. */
  readonly settings: string;
  readonly rates: KnownRates;
  readonly way: Pick<WayReserves, 'haveMoved'>;
  /** What is known of how the model's profile is to be corrected. */
  readonly calibration: ProfileFactors;
  /** The plan that somebody holds the model to, where it can be in force. */
  readonly pinned: PlanPublished | undefined;
  /** A plan was requested. */
  readonly requested: boolean;
  /** What is measured is looked at again, rates and way: long enough after the last plan. */
  readonly mayFollow: boolean;
  /** Instances that the platform did not give are asked for again: long enough after the last time. */
  readonly mayAskForMore: boolean;
}

export type PlanNeed = PlanReason | 'withdraw' | null;

/** Why a model needs another plan than the one in force; `withdraw` where it needs none any more; null where all is well. */
export function reasonToPlan(situation: Situation): PlanNeed {
  const { model, apps, inForce, settings, rates, way, calibration, requested, mayFollow, mayAskForMore } = situation;
  if (model === undefined || apps.length === 0) return inForce === undefined ? null : 'withdraw';
  if (situation.pinned !== undefined) return isPlan(situation.pinned, inForce) ? null : 'pinned';
  if (inForce === undefined) return 'first';
  if (inForce.modelVersion !== modelVersionOf(model)) return 'model';
  if (!sameApps(apps, inForce, rates)) return 'app';
  if (inForce.settings !== settings) return 'settings';
  if (requested) return 'requested';
  if (inForce.missing !== undefined || (mayAskForMore && inForce.instanceLimits !== undefined)) return 'functions';
  if (!mayFollow) return null;
  if (!sameFactors(inForce.calibration ?? uncalibrated, calibration)) return 'calibration';
  if (way.haveMoved(model.name, apps, inForce)) return 'way';
  return rates.anyMoved(apps, plannedRatesHz(inForce)) ? 'rate' : null;
}

/** What is in force of a pinned plan has all its functions. */
const isPlan = (pinned: PlanPublished, inForce: PlanPublished | undefined): boolean =>
  inForce?.missing === undefined && haveSameGroups(pinned, inForce);

/** Planned rate by app, over all groups that take part of it. */
export function plannedRatesHz(plan: PlanPublished): Map<string, number> {
  const ratesHz = new Map<string, number>();
  for (const group of plan.groups)
    for (const { name, rateHz } of group.apps) ratesHz.set(name, (ratesHz.get(name) ?? 0) + rateHz);
  return ratesHz;
}

/** Whether all that a plan takes from its apps is what it was, but for rates that are measured. */
function sameApps(apps: readonly AppRegistered[], plan: PlanPublished, rates: KnownRates): boolean {
  const ratesHz = plannedRatesHz(plan);
  const planned = new Map(
    [...plan.groups.flatMap((group) => group.apps), ...plan.unservable].map((app) => [app.name, app]),
  );
  return (
    planned.size === apps.length &&
    apps.every((app) => {
      const before = planned.get(app.name);
      if (before?.sloMs !== app.sloMs || before.attainment !== app.attainment) return false;
      const plannedHz = ratesHz.get(app.name);
      return plannedHz === undefined || rates.expectedAsPlanned(app, plannedHz);
    })
  );
}
