import { randomBytes } from 'node:crypto';
import { vgg19 } from '../demo/samples';
import type { Ports } from '../local-variables';
import { portOf, scriptOf, servicePart } from '../parts/service-part';
import type { StateFolder } from '../state-folder';
import type { LocalPlatform } from './local-platform';
import { withoutAccounts } from './without-accounts';

/** Shorter than a real GPU function's 10 to 20 s, so that the first answer does not keep a person waiting. */
const gpuColdStartMs = '3000-6000';
/** Shorter than the kernel's 100 ms: a function that runs for as long as that would have its quota's pauses in its latencies, or be done before the first. */
const cpuPeriodMs = '10';
/** Any number does: the emulator has one account. */
const accountId = '1000000000000001';

/** The emulated Function Compute, with credentials that nobody else knows. */
export function emulatedFunctionCompute(env: NodeJS.ProcessEnv, state: StateFolder, ports: Ports): LocalPlatform {
  const credentials = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: `local-${randomBytes(8).toString('hex')}`,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: randomBytes(24).toString('hex'),
  };
  const part = servicePart({
    name: 'fc-emulator',
    script: scriptOf('fc-emulator'),
    logFile: state.log('fc-emulator'),
    healthPath: '/health',
    // The services know its address, so it comes back where it was.
    env: (before) => ({
      FC_EMULATOR_GPU_COLD_START_MS: gpuColdStartMs,
      FC_EMULATOR_CPU_PERIOD_MS: cpuPeriodMs,
      ...withoutAccounts(env),
      ...credentials,
      FC_EMULATOR_HOST: '127.0.0.1',
      FC_EMULATOR_PORT: String(portOf(before) ?? ports['fc-emulator'] ?? 0),
    }),
  });
  return {
    title: 'FC emulator',
    part,
    reachedAt: (url) => ({
      HARMONYBATCH_PLATFORM: 'function-compute',
      HARMONYBATCH_SEND_PROFILE: env['HARMONYBATCH_SEND_PROFILE'] ?? 'true',
      ...credentials,
      FC_ENDPOINT: url,
      FC_ACCOUNT_ID: accountId,
    }),
    samples: vgg19,
  };
}
