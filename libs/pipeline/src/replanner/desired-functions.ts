import { modelVersionOf, type ModelProfiled, type PublishedGroup } from '@harmonybatch/contracts';
import type { FunctionPlatform, FunctionSpec, IsStillWanted } from '@harmonybatch/ports';
import type { ReplannerOptions } from './replanner-options';

/** Environment variable in which an emulated function finds its model's profile. */
const profileVariable = 'HARMONYBATCH_PROFILE';

/** A function as a plan wants it. */
export interface DesiredFunction {
  readonly spec: FunctionSpec;
  readonly warmInstances: number;
}

/** Every function of a plan, once. */
export function functionsOf(
  groups: readonly PublishedGroup[],
  model: ModelProfiled,
  config: ReplannerOptions,
): DesiredFunction[] {
  const byName = new Map(groups.map((group) => [group.functionName, group]));
  return [...byName.values()].map((group) =>
    functionOf(group.functionName, group.function, group.warmInstances, model, config),
  );
}

/** One function of a model. */
export const functionOf = (
  name: string,
  shape: FunctionSpec['shape'],
  warmInstances: number,
  model: ModelProfiled,
  config: ReplannerOptions,
): DesiredFunction => ({ spec: specOf(name, shape, model, config), warmInstances });

/**
 * Makes functions ready, all at once. Where one of them cannot be, the others are given up too.
 * @throws what the first of them failed with, when nothing is under way any more
 */
export async function ensureFunctions(
  platform: FunctionPlatform,
  functions: readonly DesiredFunction[],
  stillWanted: IsStillWanted,
): Promise<void> {
  const failures: unknown[] = [];
  await Promise.all(
    functions.map(({ spec, warmInstances }) =>
      platform
        .ensure(spec, warmInstances, () => failures.length === 0 && stillWanted())
        .catch((error: unknown) => void failures.push(error)),
    ),
  );
  if (failures.length > 0) throw failures[0];
}

/** A profile without what was only noted of its measurement: a function's environment holds 4 KB. */
function executedPart({ cpu, gpu }: ModelProfiled['profile']): ModelProfiled['profile'] {
  const noted = { fit: undefined, quantiles: undefined };
  return { cpu: cpu && { ...cpu, ...noted }, gpu: gpu && { ...gpu, fit: undefined } };
}

function specOf(
  name: string,
  shape: FunctionSpec['shape'],
  model: ModelProfiled,
  config: ReplannerOptions,
): FunctionSpec {
  const profile: Record<string, string> = config.sendProfile
    ? { [profileVariable]: JSON.stringify(executedPart(model.profile)) }
    : {};
  return {
    name,
    model: model.name,
    modelVersion: modelVersionOf(model),
    image: model.image,
    port: model.port,
    env: { ...profile, ...model.env },
    role: model.role,
    vpc: model.vpc,
    container: model.container,
    shape,
    timeoutSeconds: model.container?.timeoutSeconds ?? config.functionTimeoutSeconds,
  };
}
