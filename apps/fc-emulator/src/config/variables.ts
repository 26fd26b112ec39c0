import { todaysPlatform } from '@harmonybatch/model';

/** Every environment variable of the emulator, what it means, and what holds where it is not set. */
export const variables = {
  FC_EMULATOR_HOST: { fallback: '127.0.0.1', meaning: 'address to listen on' },
  FC_EMULATOR_PORT: { fallback: '0', meaning: 'port to listen on; 0 takes a free one' },
  ALIBABA_CLOUD_ACCESS_KEY_ID: { fallback: undefined, meaning: "the caller's key; 'emulator' on a loopback address" },
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: { fallback: undefined, meaning: "its secret; 'emulator' on a loopback address" },
  HARMONYBATCH_PRICES: { fallback: todaysPlatform.prices, meaning: 'price book of the bill: a name or a file' },
  HARMONYBATCH_CATALOGUE: {
    fallback: todaysPlatform.catalogue,
    meaning: 'sizes of functions on offer: a name or a file',
  },
  FC_EMULATOR_SEED: { fallback: '1', meaning: 'seed of all noise' },
  FC_EMULATOR_CPU_COLD_START_MS: { fallback: '1000-2000', meaning: 'least and longest cold start of a CPU instance' },
  FC_EMULATOR_GPU_COLD_START_MS: { fallback: '10000-20000', meaning: 'least and longest cold start of a GPU instance' },
  FC_EMULATOR_IDLE_RELEASE_MS: { fallback: '180000', meaning: 'how long an idle instance is kept' },
  FC_EMULATOR_MAX_INSTANCES: { fallback: '100', meaning: 'most instances of all functions together' },
} as const;

export type Variable = keyof typeof variables;

/** The text of `--help`. */
export function helpText(): string {
  const lines = Object.entries(variables).map(
    ([name, { fallback, meaning }]) =>
      `  ${name.padEnd(34)}${meaning}${fallback === undefined ? '' : ` [${fallback}]`}`,
  );
  return [
    'fc-emulator: Function Compute 3.0 on this machine, for the unmodified SDK.',
    '',
    'Takes no arguments but --help; the environment says the rest:',
    ...lines,
    '',
    'Own pages, unsigned: GET /health, /emulator/state, /emulator/bill.',
    '',
  ].join('\n');
}
