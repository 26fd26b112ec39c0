import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { BoundedMap } from '@harmonybatch/ports';
import type { PlannedWay } from '../requests/way-of-request';

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
    return this.plans.get(epoch)?.groups.find(({ id }) => id === groupId);
  }

  /** What a plan had for an app's requests in a group; null where it is not kept, or the app is not in that group. */
  wayOf(epoch: number, groupId: string, appName: string): PlannedWay | null {
    const plan = this.plans.get(epoch);
    const group = this.groupOf(epoch, groupId);
    const app = group?.apps.find(({ name }) => name === appName);
    if (plan === undefined || group === undefined || app === undefined) return null;
    const { timeoutMs, overheadMs = plan.overheadMs } = app;
    return { timeoutMs, overheadMs, maxLatencyMs: group.latencyMs.max };
  }
}
