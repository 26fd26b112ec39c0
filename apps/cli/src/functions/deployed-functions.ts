import type { FunctionPlatform } from '@harmonybatch/ports';
import { Deployment } from '@harmonybatch/service-kit/program';
import type { CommandContext } from '../context';
import { withRegistry, type RegistrySession } from '../registry/registry-session';
import type { RegistryViews } from '../registry/registry-views';
import { clusterIdOf } from '../system/kafka';
import { functionEnvironment } from './function-environment';
import { openAccess, readFunctionVariables, type FunctionVariables } from './platform-access';

/** A deployment's functions and what is known of its plans. */
export interface DeployedFunctions {
  /** The deployment, as its functions name it. */
  readonly owner: string;
  /** Their names begin so. */
  readonly functionPrefix: string;
  readonly platform: FunctionPlatform;
  readonly variables: FunctionVariables;
  readonly views: RegistryViews;
}

/**
 * Runs `work` on the functions of the deployment that environment or folder name.
 * @throws Refusal where no system is found, or the environment does not say where functions run
 */
export const withDeployedFunctions = <T>(
  context: CommandContext,
  work: (functions: DeployedFunctions) => Promise<T>,
): Promise<T> => withRegistry(context, async (session) => work(await openFunctions(session, context.env)));

async function openFunctions(
  { views, system, kafka }: RegistrySession,
  env: NodeJS.ProcessEnv,
): Promise<DeployedFunctions> {
  const deployment = new Deployment(system.topicPrefix, await clusterIdOf(kafka, system));
  const variables = await readFunctionVariables(functionEnvironment(env, system));
  const functionPrefix = variables.functionPrefix ?? deployment.functionPrefix;
  const names = { functionPrefix, owner: deployment.name };
  const { platform } = await openAccess(variables, names);
  return { ...names, platform, variables, views };
}
