import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import { calibratedProfile, catalogues, priceBooks, uncalibrated } from '@harmonybatch/model';
import { planRequestOf, type AppDemand, type PlanRequest } from '@harmonybatch/planning';

const ownOf = <T>(map: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;

/**
 * What a plan was made from, as it says itself, with these apps.
 * @param model of the plan; it may be registered otherwise by now, which is not asked
 * @returns null where its price book or catalogue is not one of this build
 */
export function requestOfPlan(
  plan: PlanPublished,
  model: ModelProfiled,
  apps: readonly AppDemand[] = appsOf(plan),
): PlanRequest | null {
  const prices = ownOf(priceBooks, plan.prices);
  const catalogue = ownOf(catalogues, plan.catalogue);
  if (prices === undefined || catalogue === undefined) return null;
  const { strategy, overheadMs, assumedCards = {}, holding = 'warm', calibration = uncalibrated, maxItemBytes } = plan;
  const profile = calibratedProfile(model.profile, calibration);
  const terms = { strategy, prices, catalogue, overheadMs, assumedCards, holding };
  return planRequestOf({ ...model, profile, ...(maxItemBytes === undefined ? {} : { maxItemBytes }) }, terms, apps);
}

/** The apps of a plan as they were planned, each once, with its rate over all its groups. */
export function appsOf({ groups }: Pick<PlanPublished, 'groups'>): AppDemand[] {
  const apps = new Map<string, AppDemand>();
  for (const { name, sloMs, rateHz, attainment, overheadMs } of groups.flatMap((group) => group.apps)) {
    const before = apps.get(name);
    apps.set(name, {
      ...{ name, sloMs, rateHz: rateHz + (before?.rateHz ?? 0) },
      ...(attainment === undefined ? {} : { attainment }),
      ...(overheadMs === undefined ? {} : { overheadMs }),
    });
  }
  return [...apps.values()];
}
