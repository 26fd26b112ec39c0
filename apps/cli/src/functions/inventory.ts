import type { PlanPublished } from '@harmonybatch/contracts';
import { haveSameGroups } from '@harmonybatch/pipeline';
import type { DeployedFunction } from '@harmonybatch/ports';
import type { RegistryViews } from '../registry/registry-views';

/** A plan that names a function, and why that counts. */
export interface FunctionUse {
  readonly model: string;
  readonly epoch: number;
  /** `earlier`: replaced so short a time ago that batches may still come. */
  readonly use: 'in_force' | 'pinned' | 'earlier';
}

export interface OwnedFunction extends DeployedFunction {
  /** Empty where no plan needs it. */
  readonly usedBy: readonly FunctionUse[];
}

/** What a deployment has on its platform beside what its plans name. */
export interface Inventory {
  readonly functions: readonly OwnedFunction[];
  /** What plans in force name and the platform does not have. */
  readonly missing: readonly (FunctionUse & { readonly name: string })[];
}

type NamedUse = FunctionUse & { readonly name: string };

/** @param graceMs functions of plans that were replaced this short a time ago count as used, ms */
export function inventoryOf(
  deployed: readonly DeployedFunction[],
  views: RegistryViews,
  { nowMs, graceMs }: { readonly nowMs: number; readonly graceMs: number },
): Inventory {
  const uses = [...inForce(views), ...pinned(views), ...earlier(views, nowMs - graceMs)];
  const there = new Set(deployed.map(({ name }) => name));
  const functions = [...deployed].sort(byName).map((one) => ({
    ...one,
    usedBy: uses.filter(({ name }) => name === one.name).map(({ name: _, ...use }) => use),
  }));
  return { functions, missing: uses.filter(({ name, use }) => use === 'in_force' && !there.has(name)).sort(byName) };
}

const inForce = (views: RegistryViews): NamedUse[] =>
  views.plansInForce().flatMap(({ epoch, plan }) => usesOf(plan, epoch, 'in_force'));

const pinned = (views: RegistryViews): NamedUse[] =>
  views.models.names().flatMap((model) => {
    const pin = views.pins.get(model);
    const isInForce = pin === undefined || views.plans.planOf(model)?.epoch === pin.epoch;
    return isInForce ? [] : usesOf(pin.plan, pin.epoch, 'pinned');
  });

/** The plan that came after it says since when a plan is not in force any more; one that was only repriced goes on in that. */
const earlier = (views: RegistryViews, sinceMs: number): NamedUse[] =>
  views.plans.models().flatMap((model) => {
    const plans = views.history.of(model);
    return plans
      .slice(0, -1)
      .filter((plan, index) => !haveSameGroups(plan, plans[index + 1]!) && plans[index + 1]!.plan.plannedAtMs > sinceMs)
      .flatMap(({ epoch, plan }) => usesOf(plan, epoch, 'earlier'));
  });

const usesOf = ({ model, groups }: PlanPublished, epoch: number, use: FunctionUse['use']): NamedUse[] =>
  [...new Set(groups.map(({ functionName }) => functionName))].map((name) => ({ name, model, epoch, use }));

const byName = (left: { readonly name: string }, right: { readonly name: string }): number =>
  left.name < right.name ? -1 : 1;
