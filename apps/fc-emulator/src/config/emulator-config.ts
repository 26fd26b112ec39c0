import { catalogues, priceBooks, type Catalogue, type PriceBook } from '@harmonybatch/model';
import { catalogueOf, PlatformFileError, priceBookOf } from '@harmonybatch/platform-files';
import type { Credentials } from '../http/acs3-signature';
import { variables, type Variable } from './variables';

/** Least and most of a duration, ms. */
export interface RangeMs {
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface EmulatorConfig {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly credentials: Credentials;
  readonly prices: PriceBook;
  readonly catalogue: Catalogue;
  readonly seed: number;
  readonly coldStart: { readonly cpu: RangeMs; readonly gpu: RangeMs };
  readonly idleReleaseMs: number;
  readonly maxInstances: number;
}

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`the environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

const longestMs = 24 * 3_600_000;
const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];

/** Reads the environment. Throws a ConfigError that names every problem. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): EmulatorConfig {
  const reader = new EnvironmentReader(env);
  const host = reader.text('FC_EMULATOR_HOST');
  const config: EmulatorConfig = {
    host,
    port: reader.integer('FC_EMULATOR_PORT', 0, 65_535),
    credentials: reader.credentials(host),
    prices: reader.platformFile('HARMONYBATCH_PRICES', priceBooks, priceBookOf),
    catalogue: reader.platformFile('HARMONYBATCH_CATALOGUE', catalogues, catalogueOf),
    seed: reader.integer('FC_EMULATOR_SEED', 0, 2 ** 32 - 1),
    coldStart: {
      cpu: reader.range('FC_EMULATOR_CPU_COLD_START_MS'),
      gpu: reader.range('FC_EMULATOR_GPU_COLD_START_MS'),
    },
    idleReleaseMs: reader.integer('FC_EMULATOR_IDLE_RELEASE_MS', 100, longestMs),
    maxInstances: reader.integer('FC_EMULATOR_MAX_INSTANCES', 1, 10_000),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return config;
}

class EnvironmentReader {
  readonly problems: string[] = [];

  constructor(private readonly env: Readonly<Record<string, string | undefined>>) {}

  text(name: Variable): string {
    return this.env[name] || (variables[name].fallback ?? '');
  }

  integer(name: Variable, least: number, most: number): number {
    const given = this.text(name);
    const value = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    this.problems.push(`${name} must be an integer from ${least} to ${most}, got '${given}'`);
    return least;
  }

  range(name: Variable): RangeMs {
    const [, least, most] = /^(\d{1,9})-(\d{1,9})$/.exec(this.text(name)) ?? [];
    const range = { leastMs: Number(least), mostMs: Number(most) };
    if (range.leastMs <= range.mostMs && range.mostMs <= longestMs) return range;
    this.problems.push(`${name} must be two durations in ms like 1000-2000, got '${this.text(name)}'`);
    return { leastMs: 0, mostMs: 0 };
  }

  platformFile<T>(name: Variable, shipped: Readonly<Record<string, T>>, read: (nameOrPath: string) => T): T {
    const text = this.text(name);
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof PlatformFileError)) throw error;
      const names = Object.keys(shipped).join(', ');
      this.problems.push(`${name} must be one of ${names} or a .yaml or .json file, got '${text}': ${error.message}`);
      return Object.values(shipped)[0] as T;
    }
  }

  credentials(host: string): Credentials {
    const accessKeyId = this.text('ALIBABA_CLOUD_ACCESS_KEY_ID');
    const accessKeySecret = this.text('ALIBABA_CLOUD_ACCESS_KEY_SECRET');
    if (accessKeyId !== '' && accessKeySecret !== '') return { accessKeyId, accessKeySecret };
    if (accessKeyId === '' && accessKeySecret === '' && loopbackHosts.includes(host)) {
      return { accessKeyId: 'emulator', accessKeySecret: 'emulator' };
    }
    const both = 'ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET';
    this.problems.push(`${both} must be set together; only on a loopback address may both be left out`);
    return { accessKeyId, accessKeySecret };
  }
}
