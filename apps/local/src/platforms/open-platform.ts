import type { Ports } from '../local-variables';
import type { StateFolder } from '../state-folder';
import { emulatedFunctionCompute } from './function-compute';
import { localKnative } from './knative';
import type { LocalPlatform, PlatformName } from './local-platform';

/** What stands on this machine for a platform of functions; nothing is started yet. */
export const openPlatform = async (
  name: PlatformName,
  env: NodeJS.ProcessEnv,
  state: StateFolder,
  ports: Ports,
): Promise<LocalPlatform> =>
  name === 'knative' ? localKnative(env, state, ports) : emulatedFunctionCompute(env, state, ports);
