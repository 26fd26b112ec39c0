import { planVersionOf, type ModelProfiled, type PlanPublished } from '@harmonybatch/contracts';
import type { FunctionPlatform, FunctionSpec } from '../ports/functions';
import type { ReplannerConfig } from './replanner-config';

/** Environment variable in which an emulated function finds its model's profile. */
const profileVariable = 'HARMONYBATCH_PROFILE';

/** Makes every function of a plan ready, all at once; rejects if one of them could not be. */
export async function makeReady(
  platform: FunctionPlatform,
  plan: PlanPublished,
  model: ModelProfiled,
  config: ReplannerConfig,
): Promise<void> {
  const byName = new Map(plan.groups.map((group) => [group.functionName, group]));
  await Promise.all(
    [...byName.values()].map((group) =>
      platform.ensure(specOf(group.functionName, group.function, model, config), group.warmInstances),
    ),
  );
}

function specOf(
  name: string,
  shape: FunctionSpec['shape'],
  model: ModelProfiled,
  config: ReplannerConfig,
): FunctionSpec {
  const profile: Record<string, string> = config.sendProfile
    ? { [profileVariable]: JSON.stringify(model.profile) }
    : {};
  return {
    name,
    model: model.name,
    modelVersion: planVersionOf(model),
    image: model.image,
    port: model.port,
    env: { ...profile, ...model.env },
    ...(model.role === undefined ? {} : { role: model.role }),
    ...(model.vpc === undefined ? {} : { vpc: model.vpc }),
    shape,
    timeoutSeconds: config.functionTimeoutSeconds,
  };
}
