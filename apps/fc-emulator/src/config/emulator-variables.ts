import { todaysPlatform } from '@harmonybatch/model';
import { catalogueVariable, imageCommandsVariable, pricesVariable } from '@harmonybatch/platform-files';
import { integer, optional, text, type ConfigOf, type Variable } from '@harmonybatch/service-kit/program';

/** Least and most of a duration, ms. */
export interface RangeMs {
  readonly minMs: number;
  readonly maxMs: number;
}

const longestMs = 24 * 3_600_000;

/** Two durations, `1000-2000`. */
function rangeMs(name: string, options: { readonly about: string; readonly default: string }): Variable<RangeMs> {
  const expected = 'two durations in ms like 1000-2000';
  return {
    name,
    description: options.about,
    expected,
    defaultText: options.default,
    parse: (given) => {
      const [, min, max] = /^(\d{1,9})-(\d{1,9})$/.exec(given) ?? [];
      const range = { minMs: Number(min), maxMs: Number(max) };
      return range.minMs <= range.maxMs && range.maxMs <= longestMs
        ? { ok: true, value: range }
        : { ok: false, problem: `is "${given.slice(0, 40)}"; it must be ${expected}` };
    },
  };
}

/** What the emulator reads. */
export const emulatorVariables = {
  host: text('FC_EMULATOR_HOST', { description: 'Address to listen on.', default: '127.0.0.1' }),
  port: integer('FC_EMULATOR_PORT', {
    description: 'Port to listen on; 0 takes a free one.',
    min: 0,
    max: 65_535,
    default: 0,
  }),
  accessKeyId: optional(
    text('ALIBABA_CLOUD_ACCESS_KEY_ID', {
      description: 'Key id of the caller; absent: emulator, on a loopback address.',
    }),
  ),
  accessKeySecret: optional(
    text('ALIBABA_CLOUD_ACCESS_KEY_SECRET', {
      description: 'Its secret; absent: emulator, on a loopback address.',
      secret: true,
    }),
  ),
  prices: pricesVariable({ about: 'Price book of the bill.', default: todaysPlatform.prices }),
  catalogue: catalogueVariable({
    about: 'Catalogue of the function shapes on offer.',
    default: todaysPlatform.catalogue,
  }),
  seed: integer('FC_EMULATOR_SEED', { description: 'Seed of all noise.', min: 0, max: 2 ** 32 - 1, default: 1 }),
  cpuColdStart: rangeMs('FC_EMULATOR_CPU_COLD_START_MS', {
    about: 'Shortest and longest cold start of a CPU instance.',
    default: '1000-2000',
  }),
  gpuColdStart: rangeMs('FC_EMULATOR_GPU_COLD_START_MS', {
    about: 'The same for a GPU instance.',
    default: '10000-20000',
  }),
  idleReleaseMs: integer('FC_EMULATOR_IDLE_RELEASE_MS', {
    description: 'How long an idle instance is kept.',
    min: 100,
    max: longestMs,
    default: 180_000,
  }),
  maxInstances: integer('FC_EMULATOR_MAX_INSTANCES', {
    description: 'Most instances of all functions together.',
    min: 1,
    max: 10_000,
    default: 100,
  }),
  imageCommands: optional(
    imageCommandsVariable({
      about: 'File that says which local command runs in place of which image; absent: all containers are emulated.',
    }),
  ),
  cpuPeriodMs: integer('FC_EMULATOR_CPU_PERIOD_MS', {
    description: 'Period of the CPU quota of such a command, ms.',
    min: 1,
    max: 1000,
    default: 100,
  }),
} as const;

export type EmulatorVariables = ConfigOf<typeof emulatorVariables>;
