import type { FunctionInvoker, FunctionPlatform } from '@harmonybatch/ports';
import { ConfigError, readConfig } from '@harmonybatch/service-kit/program';
import { Refusal } from '../refusal';
import { profilingOwner, profilingPrefix } from './temporary-functions';

/** The platform that functions are measured on. */
export interface FunctionAccess {
  readonly platform: FunctionPlatform;
  readonly invoker: FunctionInvoker;
}

const maxConcurrent = 16;
const maxWaiting = 64;
const isLoopback = /^(https?:\/\/)?(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
/** What the emulator takes on a loopback address where it was given no keys; it has one account, of any number. */
const emulatorAccount = {
  FC_ACCOUNT_ID: '1000000000000001',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'emulator',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator',
};

/**
 * Opens the platform as the services do, from the environment.
 * @param gpuType the platform's name of the card whose slices are measured
 * @throws Refusal that says which variables are missing or wrong
 */
export async function openFunctionAccess(env: NodeJS.ProcessEnv, gpuType: string | undefined): Promise<FunctionAccess> {
  // What services are made of takes a while to load, and no other command needs it.
  const { functionFaults, functionVariables, openFunctions } = await import('@harmonybatch/service-modules/functions');
  try {
    const config = readConfig(environmentOf(env), functionVariables);
    const faults = functionFaults(config);
    if (faults.length > 0) throw new ConfigError(faults);
    const functions = { functionPrefix: profilingPrefix, owner: profilingOwner, gpuType };
    return await openFunctions(config, { maxConcurrent, maxWaiting }, functions);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Refusal(
      'The environment does not say where functions run.',
      error.problems.map((message) => ({ field: '', message })),
      'Set FC_ENDPOINT and ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET; an emulator on this machine takes FC_ENDPOINT alone.',
    );
  }
}

function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!isLoopback.test(env.FC_ENDPOINT ?? '')) return env;
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  return { ...emulatorAccount, ...given };
}
