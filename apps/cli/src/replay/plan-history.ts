import type { PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import type { PlanInForce } from '@harmonybatch/pipeline';
import { functionLabel } from '../render/function-label';

export interface Replan {
  readonly model: string;
  readonly epoch: number;
  readonly reason: string;
  /** Since the first request, seconds. */
  readonly atSeconds: number;
  /** Whether groups or sizes differ from the plan before, and not only rates and timeouts. */
  readonly changed: boolean;
  /** Groups with their sizes that are new, and that are no more. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly costPerRequest: { readonly before: number | null; readonly after: number };
}

/** Apps, function and batch size of a group, as a person reads them. */
export const groupLabel = (group: PublishedGroup): string =>
  `${group.apps.map(({ name }) => name).join(' + ')} on ${functionLabel(group.function)}, batch ${group.batchSize}`;

const labelsOf = (plan: PlanPublished | undefined): Set<string> => new Set((plan?.groups ?? []).map(groupLabel));
const without = (left: Set<string>, right: Set<string>): string[] => [...left].filter((label) => !right.has(label));

/** Every plan of the replayed models that was in force during the run. */
export class PlanHistory {
  private readonly seen: { plan: PlanInForce; atMs: number }[] = [];

  /** @param nowMs monotonic clock */
  add(plan: PlanInForce, nowMs: number): void {
    this.seen.push({ plan, atMs: nowMs });
  }

  /** Predicted cost of one request of a group; `undefined` for a plan or group never seen. */
  costPerRequest(epoch: number, groupId: string): number | undefined {
    const found = this.seen.find(({ plan }) => plan.epoch === epoch);
    return found?.plan.plan.groups.find(({ id }) => id === groupId)?.costPerRequest;
  }

  /** How many plans of the models came after `startMs`. */
  countReplans(models: ReadonlySet<string>, startMs: number): number {
    return this.seen.filter(({ plan, atMs }) => atMs >= startMs && models.has(plan.plan.model)).length;
  }

  /** Plans of the models that came after `startMs`, each beside the one before it. */
  replans(models: ReadonlySet<string>, startMs: number): Replan[] {
    const current = new Map<string, PlanPublished>();
    const replans: Replan[] = [];
    for (const { plan: inForce, atMs } of this.seen) {
      const { plan, epoch } = inForce;
      if (!models.has(plan.model)) continue;
      if (atMs >= startMs) replans.push(compare(current.get(plan.model), plan, epoch, (atMs - startMs) / 1000));
      current.set(plan.model, plan);
    }
    return replans;
  }
}

function compare(before: PlanPublished | undefined, after: PlanPublished, epoch: number, atSeconds: number): Replan {
  const [old, now] = [labelsOf(before), labelsOf(after)];
  const [added, removed] = [without(now, old), without(old, now)];
  return {
    model: after.model,
    epoch,
    reason: after.reason,
    atSeconds,
    changed: added.length > 0 || removed.length > 0,
    added,
    removed,
    costPerRequest: { before: before?.costPerRequest ?? null, after: after.costPerRequest },
  };
}
