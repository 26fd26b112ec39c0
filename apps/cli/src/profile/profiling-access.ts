import { openAccess, readPlatformVariables, type FunctionAccess } from '../functions/platform-access';
import { profilingOwner, profilingPrefix } from './temporary-functions';

/**
 * Opens the platform for functions that are measured.
 * @param gpuType the platform's name of the card whose slices are measured
 * @throws Refusal that says which variables are missing or wrong
 */
export const openProfilingAccess = async (
  env: NodeJS.ProcessEnv,
  gpuType: string | undefined,
): Promise<FunctionAccess> =>
  openAccess(await readPlatformVariables(env), { functionPrefix: profilingPrefix, owner: profilingOwner, gpuType });
