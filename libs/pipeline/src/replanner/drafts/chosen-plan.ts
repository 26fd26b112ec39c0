import type { PlanPublished } from '@harmonybatch/contracts';
import { kindsOver } from '@harmonybatch/planning';
import { haveSameGroups } from './equal-groups';
import type { MadePlans, PlanningTask } from './plan-maker';

/**
 * The plan to have: where the one in force may stay, another has to save enough at these rates, and the groups that stay may
 * not need more instances than there are.
 */
export function chosenPlan({ draft, repriced }: MadePlans, { room, config }: PlanningTask): PlanPublished {
  if (repriced === null || kindsOver(room?.limits ?? {}, repriced.groups).length > 0) return draft;
  const saves = draft.costPerSecond <= repriced.costPerSecond * (1 - config.minSavingRatio);
  if (saves && !haveSameGroups(draft, repriced)) return draft;
  return isLimited(draft) || isLimited(repriced) ? withLimitsOf(draft, repriced) : repriced;
}

const isLimited = ({ instanceLimits }: PlanPublished): boolean => instanceLimits !== undefined;

const withLimitsOf = ({ instanceLimits, notes }: PlanPublished, plan: PlanPublished): PlanPublished => ({
  ...plan,
  instanceLimits,
  notes,
});
