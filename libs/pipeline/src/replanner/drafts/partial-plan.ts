import type { MissingFunction, PlanPublished, PublishedGroup } from '@harmonybatch/contracts';
import { haveEqualGroups } from './equal-groups';
import { groupsWithout, type MissingFunctions } from './groups-without';
import type { PlanningTask } from './plan-maker';
import { repricedPlan } from './repriced-plan';

const maxMessageLength = 1_000;

/**
 * A draft as far as its functions can be had. Apps of groups whose function is missing stay in the groups of the plan in
 * force, and so do all that shared a group with them there or were to share one: so each app stands in one place, as far as
 * it stands in any. An app that no plan served before is in no group yet.
 * @returns null where that is no better than the plan in force, or both are not of one kind: for another state of the model,
 * or made with other settings
 */
export function partialPlan(
  draft: PlanPublished,
  inForce: PlanPublished | undefined,
  missing: MissingFunctions,
  task: PlanningTask,
): PlanPublished | null {
  if (inForce !== undefined && !areOfOneKind(draft, inForce)) return null;
  const groups = groupsWithout(draft.groups, inForce?.groups ?? [], missing);
  const priced = groups.length === 0 ? null : repricedPlan({ ...draft, groups }, task);
  if (priced === null) return null;
  const part = withInstancesInForce(priced, inForce, missing);
  if (haveEqualGroups(part, inForce)) return null;
  const served = new Set(appNames(groups));
  const unservable = draft.unservable.filter(({ name }) => !served.has(name));
  return { ...part, unservable, missing: missingFunctions(draft.groups, missing) };
}

/** Groups of one state of a model, at one price book's prices, may stand in one plan. */
const areOfOneKind = (one: PlanPublished, other: PlanPublished): boolean =>
  one.modelVersion === other.modelVersion && one.settings === other.settings;

/** A function that is there, yet cannot have what the draft asks for, keeps what it has. */
function withInstancesInForce(
  plan: PlanPublished,
  inForce: PlanPublished | undefined,
  missing: MissingFunctions,
): PlanPublished {
  const before = new Map(inForce?.groups.map(({ functionName, warmInstances }) => [functionName, warmInstances]));
  const groups = plan.groups.map((group) => ({
    ...group,
    warmInstances:
      (missing.has(group.functionName) ? before.get(group.functionName) : undefined) ?? group.warmInstances,
  }));
  return { ...plan, groups };
}

function missingFunctions(groups: readonly PublishedGroup[], missing: MissingFunctions): MissingFunction[] {
  return [...missing].map(([functionName, error]) => {
    const ofFunction = groups.filter((group) => group.functionName === functionName);
    return {
      functionName,
      function: ofFunction[0]!.function,
      apps: [...new Set(appNames(ofFunction))],
      message: (error instanceof Error ? error.message : String(error)).slice(0, maxMessageLength),
    };
  });
}

const appNames = (groups: readonly PublishedGroup[]): string[] =>
  groups.flatMap(({ apps }) => apps.map(({ name }) => name));
