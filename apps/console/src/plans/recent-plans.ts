import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';
import type { PlannedWay } from '../requests/way-of-request';
import { lookupOf } from './plan-lookup';

const maxPlans = 200;

/** The plans that came last, by their epochs: an epoch is a place in `plan.published`, so no two plans share one. */
export class RecentPlans {
  private readonly plans = new BoundedMap<number, PlanPublished>(maxPlans);

  add(epoch: number, plan: PlanPublished): void {
    this.plans.set(epoch, plan);
  }

  get(epoch: number): PlanPublished | undefined {
    return this.plans.get(epoch);
  }

  groupOf(epoch: number, groupId: string): PublishedGroup | undefined {
    const plan = this.plans.get(epoch);
    return plan === undefined ? undefined : lookupOf(plan).groups.get(groupId);
  }

  /** The plan that came last of those that used a function, with its groups on that; undefined where none is kept. */
  lastOn(functionName: string): { readonly plan: PlanPublished; readonly groups: PublishedGroup[] } | undefined {
    for (const plan of [...this.plans.values()].reverse()) {
      const groups = plan.groups.filter((group) => group.functionName === functionName);
      if (groups.length > 0) return { plan, groups };
    }
    return undefined;
  }

  /** What a plan had for an app's requests in a group; null where it is not kept, or the app is not in that group. */
  wayOf(epoch: number, groupId: string, appName: string): PlannedWay | null {
    const plan = this.plans.get(epoch);
    const places = plan === undefined ? undefined : lookupOf(plan).places.get(appName);
    const place = places?.find(({ group }) => group.id === groupId);
    if (plan === undefined || place === undefined) return null;
    const { timeoutMs, overheadMs = plan.overheadMs } = place.app;
    return { timeoutMs, overheadMs, maxLatencyMs: place.group.latencyMs.max };
  }
}
