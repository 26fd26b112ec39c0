import type { FunctionChange, FunctionObstacle, ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import type { DeployedFunction, FunctionPlatform } from '@harmonybatch/ports';
import { functionChanges } from '../proposals/function-changes';
import type { ReplannerOptions } from '../replanner-options';
import { functionsOf } from './desired-functions';

/** What a plan needs of functions that this planner does not make. */
export interface FunctionNeeds {
  readonly changes: readonly FunctionChange[];
  /** What is not there, or not as the plan needs it. */
  readonly obstacles: readonly FunctionObstacle[];
  /** Whether the plan cannot come into force as they are. */
  readonly areUnmet: boolean;
}

const maxMessageLength = 1_000;

/**
 * What is to be made and changed before the plan can come into force, and what would go then.
 * - `dry-run`: every function has to be there with the instances that the plan needs;
 * - `external`: every function has to be there as the model's registration and the plan say; who makes them sets instances.
 */
export async function functionNeeds(
  platform: FunctionPlatform,
  inForce: PlanPublished | undefined,
  { plan, model }: { readonly plan: PlanPublished; readonly model: ModelProfiled },
  options: ReplannerOptions,
): Promise<FunctionNeeds> {
  if (options.provisioning === 'external') return neededOfOthers(platform, inForce, plan, model, options);
  const there = new Set((await platform.list()).filter(works).map(({ name }) => name));
  const changes = functionChanges(inForce, plan, (name) => there.has(name));
  return { changes, obstacles: [], areUnmet: changes.some(({ change }) => change !== 'remove') };
}

/** One after the other: somebody waits for a person here, and not for a call. */
async function neededOfOthers(
  platform: FunctionPlatform,
  inForce: PlanPublished | undefined,
  plan: PlanPublished,
  model: ModelProfiled,
  options: ReplannerOptions,
): Promise<FunctionNeeds> {
  const obstacles: FunctionObstacle[] = [];
  for (const { spec } of functionsOf(plan.groups, model, options)) {
    const differences = await platform.differences(spec);
    if (differences.length > 0)
      obstacles.push({ functionName: spec.name, message: differences.join('; ').slice(0, maxMessageLength) });
  }
  const missing = new Set(obstacles.map(({ functionName }) => functionName));
  const changes = functionChanges(inForce, plan, (name) => !missing.has(name));
  return { changes, obstacles, areUnmet: obstacles.length > 0 };
}

/** What is being made ready will be soon. */
export const works = ({ state }: DeployedFunction): boolean => state === 'ready' || state === 'pending';
