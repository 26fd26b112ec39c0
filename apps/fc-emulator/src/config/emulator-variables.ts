import { todaysPlatform } from '@harmonybatch/model';
import { catalogueVariable, imageCommandsVariable, pricesVariable } from '@harmonybatch/platform-files';
import { choice, integer, optional, text, type ConfigOf, type Variable } from '@harmonybatch/service-kit/program';

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

/** Quotas by card, `fc.gpu.ada.1=3,fc.gpu.tesla.1=10`. */
function cardQuotas(name: string, description: string): Variable<ReadonlyMap<string, number>> {
  const expected = 'cards with their quotas like fc.gpu.ada.1=3,fc.gpu.tesla.1=10';
  return {
    name,
    description,
    expected,
    defaultText: '',
    parse: (given) => {
      const pairs =
        given === '' ? [] : given.split(',').map((pair) => /^([a-z0-9.]{1,64})=(\d{1,5})$/.exec(pair.trim()));
      return pairs.every((pair) => pair !== null)
        ? { ok: true, value: new Map(pairs.map((pair) => [pair[1]!, Number(pair[2])])) }
        : { ok: false, problem: `is "${given.slice(0, 80)}"; it must be ${expected}` };
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
  containers: choice('FC_EMULATOR_CONTAINERS', {
    description:
      'What becomes of an image without a local command: its model is emulated, or the Docker engine of this machine runs it.',
    of: ['emulated', 'docker'],
    default: 'emulated',
  }),
  cpuPeriodMs: integer('FC_EMULATOR_CPU_PERIOD_MS', {
    description: 'Period of the CPU quota of commands and images that run, ms.',
    min: 1,
    max: 1000,
    default: 100,
  }),
  cardQuotas: cardQuotas('FC_EMULATOR_CARD_QUOTAS', 'Most instances on a kind of card, beside those of all together.'),
  startsPerMinute: integer('FC_EMULATOR_STARTS_PER_MINUTE', {
    description: 'Instances that start at once, and again each minute; 0: any number.',
    min: 0,
    max: 100_000,
    default: 0,
  }),
  imageFetchMs: integer('FC_EMULATOR_IMAGE_FETCH_MS', {
    description: 'How long a new function is Pending until its image is fetched.',
    min: 0,
    max: longestMs,
    default: 0,
  }),
  instanceReleaseMs: integer('FC_EMULATOR_INSTANCE_RELEASE_MS', {
    description: 'How long a function cannot be deleted after its scaling configuration was.',
    min: 0,
    max: longestMs,
    default: 0,
  }),
  controlRateHz: integer('FC_EMULATOR_CONTROL_RATE_HZ', {
    description: 'Control calls a second that are taken on average; 0: any number.',
    min: 0,
    max: 100_000,
    default: 0,
  }),
} as const;

export type EmulatorVariables = ConfigOf<typeof emulatorVariables>;
