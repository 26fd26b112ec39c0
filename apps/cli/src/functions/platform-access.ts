import type { ExportedFunction } from '@harmonybatch/platform-calls';
import { catalogueVariable } from '@harmonybatch/platform-files';
import { replannerDefaults } from '@harmonybatch/pipeline';
import type { FunctionInvoker, FunctionPlatform } from '@harmonybatch/ports';
import { ConfigError, readConfig } from '@harmonybatch/service-kit/program';
import type {
  FunctionVariables as PlatformVariables,
  PlatformOptions,
  WrittenFormat,
} from '@harmonybatch/service-modules/functions';
import { Refusal } from '../refusal';

/** The platform that functions are made and called on. */
export interface FunctionAccess {
  readonly platform: FunctionPlatform;
  readonly invoker: FunctionInvoker;
}

export type FunctionVariables = Awaited<ReturnType<typeof readFunctionVariables>>;

const invocations = { maxConcurrent: 16, maxWaiting: 64 };
const isLoopback = /^(https?:\/\/)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
/** What the emulator takes on a loopback address where it was given no keys; it has one account, of any number. */
const emulatorAccount = {
  FC_ACCOUNT_ID: '1000000000000001',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator',
};
const catalogue = catalogueVariable({
  about: 'Catalogue of the function shapes that exist.',
  default: replannerDefaults.catalogue.name,
});

/** What services are made of takes a while to load, and most commands do not need it. */
const functionModules = () => import('@harmonybatch/service-modules/functions');

/**
 * The variables of the platform and of a deployment's functions, as the planner reads them.
 * @throws Refusal that says which are missing or wrong
 */
export async function readFunctionVariables(env: NodeJS.ProcessEnv) {
  const { deploymentVariables, functionFaults, functionVariables } = await functionModules();
  const variables = { ...functionVariables, ...deploymentVariables, catalogue };
  return readOrRefuse(functionFaults, () => readConfig(environmentOf(env), variables));
}

/**
 * The variables of the platform alone.
 * @throws Refusal that says which are missing or wrong
 */
export async function readPlatformVariables(env: NodeJS.ProcessEnv): Promise<PlatformVariables> {
  const { functionFaults, functionVariables } = await functionModules();
  return readOrRefuse(functionFaults, () => readConfig(environmentOf(env), functionVariables));
}

function readOrRefuse<C>(faultsOf: (config: C) => readonly string[], read: () => C): C {
  try {
    const config = read();
    const faults = faultsOf(config);
    if (faults.length > 0) throw new ConfigError(faults);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Refusal(
      'The environment does not say where functions run.',
      error.problems.map((message) => ({ field: '', message })),
      'Set FC_ENDPOINT and ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET; an emulator on this machine takes FC_ENDPOINT alone.',
    );
  }
}

/** Opens the platform as the services do. */
export const openAccess = async (variables: PlatformVariables, functions: PlatformOptions): Promise<FunctionAccess> =>
  (await functionModules()).openFunctions(variables, invocations, functions);

/** Functions as the platform's own tools take them; undefined where it has no such format. */
export const writtenBy = async (
  format: WrittenFormat,
  functions: readonly ExportedFunction[],
  variables: FunctionVariables,
  names: Pick<PlatformOptions, 'functionPrefix' | 'owner'>,
): Promise<object | readonly object[] | undefined> => {
  const gpuType = variables.catalogue.gpus.find(({ sharing }) => sharing === 'time-sliced')?.gpuType;
  const { functionPrefix, owner } = names;
  const { writtenFunctions } = await functionModules();
  return writtenFunctions(format, functions, variables, { functionPrefix, owner, gpuType });
};

function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!isLoopback.test(env.FC_ENDPOINT ?? '')) return env;
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return { ...emulatorAccount, ...given };
}
