import { functionCallOf, modelVersionOf, type ModelProfiled, type PublishedGroup } from '@harmonybatch/contracts';
import { NoLongerWantedError, type FunctionPlatform, type FunctionSpec, type IsStillWanted } from '@harmonybatch/ports';
import type { ReplannerOptions } from '../replanner-options';
import { functionTimeoutSeconds } from './function-timeout';

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
  return [...byName.values()].map(({ functionName, function: shape, warmInstances }) => {
    const sharing = groups.filter((group) => group.functionName === functionName);
    return functionOf(functionName, shape, warmInstances, model, config, sharing);
  });
}

/**
 * One function of a model.
 * @param groups those that it serves, as far as they are known
 */
export const functionOf = (
  name: string,
  shape: FunctionSpec['shape'],
  warmInstances: number,
  model: ModelProfiled,
  config: ReplannerOptions,
  groups: readonly PublishedGroup[] = [],
): DesiredFunction => ({
  spec: { ...specOf(name, shape, model, config), timeoutSeconds: functionTimeoutSeconds(groups, model, config) },
  warmInstances,
});

/**
 * Makes functions ready, all at once.
 * @returns what each of those that cannot be ready failed with, by name, when nothing is under way any more
 * @throws NoLongerWantedError where `stillWanted` said no
 */
export async function failuresOfEnsuring(
  platform: FunctionPlatform,
  functions: readonly DesiredFunction[],
  stillWanted: IsStillWanted,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  await Promise.all(
    functions.map(({ spec, warmInstances }) =>
      platform.ensure(spec, warmInstances, stillWanted).catch((error: unknown) => void failures.set(spec.name, error)),
    ),
  );
  const unwanted = [...failures.values()].find((error) => error instanceof NoLongerWantedError);
  if (unwanted !== undefined) throw unwanted;
  return failures;
}

/**
 * Makes functions ready, all at once.
 * @throws what the first of them failed with, when nothing is under way any more
 */
export async function ensureFunctions(
  platform: FunctionPlatform,
  functions: readonly DesiredFunction[],
  stillWanted: IsStillWanted,
): Promise<void> {
  const [failure] = await failuresOfEnsuring(platform, functions, stillWanted);
  if (failure !== undefined) throw failure[1];
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
): Omit<FunctionSpec, 'timeoutSeconds'> {
  const profile: Record<string, string> = config.sendProfile
    ? { [profileVariable]: JSON.stringify(executedPart(model.profile)) }
    : {};
  return {
    name,
    model: model.name,
    modelVersion: modelVersionOf(model),
    image: model.image,
    port: model.port,
    path: functionCallOf(model)?.path,
    env: { ...profile, ...model.env },
    role: model.role,
    vpc: model.vpc,
    container: model.container,
    shape,
  };
}
