import type { FunctionChange, PlanPublished, PublishedGroup } from '@harmonybatch/contracts';

type Use = NonNullable<FunctionChange['before']>;
type Used = { readonly shape: PublishedGroup['function'] } & Use;

/**
 * What becomes of functions when one plan takes the place of another.
 * @param isThere whether a function can be called now; where absent, those of the plan in force can
 */
export function functionChanges(
  inForce: PlanPublished | undefined,
  plan: PlanPublished,
  isThere?: (functionName: string) => boolean,
): FunctionChange[] {
  const [before, after] = [usesOf(inForce?.groups ?? []), usesOf(plan.groups)];
  const needed = [...after].flatMap(([functionName, use]): FunctionChange[] => {
    const used = before.get(functionName);
    const isMissing = !(isThere?.(functionName) ?? used !== undefined);
    if (!isMissing && used?.warmInstances === use.warmInstances) return [];
    return [changeOf(isMissing ? 'create' : 'change', functionName, used, use)];
  });
  const left = [...before].filter(([functionName]) => !after.has(functionName));
  return [...needed, ...left.map(([functionName, use]) => changeOf('remove', functionName, use, undefined))];
}

function changeOf(
  change: FunctionChange['change'],
  functionName: string,
  before: Used | undefined,
  after: Used | undefined,
): FunctionChange {
  const { shape } = (after ?? before)!;
  return { change, functionName, function: shape, before: before && useOf(before), after: after && useOf(after) };
}

const useOf = ({ warmInstances, costPerSecond }: Used): Use => ({ warmInstances, costPerSecond });

/** Every function of a plan's groups, with what all groups on it cost together. */
function usesOf(groups: readonly PublishedGroup[]): Map<string, Used> {
  const uses = new Map<string, Used>();
  for (const { functionName, function: shape, warmInstances, costPerRequest, apps } of groups) {
    const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
    const costPerSecond = (uses.get(functionName)?.costPerSecond ?? 0) + costPerRequest * rateHz;
    uses.set(functionName, { shape, warmInstances, costPerSecond });
  }
  return uses;
}
