import type { Catalogue, PriceBook } from '@harmonybatch/model';
import type { ImageCommands } from '@harmonybatch/platform-files';
import { readConfig, type Environment } from '@harmonybatch/service-kit/program';
import type { Credentials } from '../http/acs3-signature';
import { emulatorVariables, type RangeMs } from './emulator-variables';

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
  readonly imageCommands?: ImageCommands;
  /** What becomes of images without a local command: emulated, or run by a container engine. */
  readonly containers: 'emulated' | 'docker';
  readonly cpuPeriodMs: number;
  /** Most instances on a kind of card, by its name. */
  readonly cardQuotas: ReadonlyMap<string, number>;
  /** Instances that start at once, and again each minute; 0: any number. */
  readonly startsPerMinute: number;
  /** How long fetching the image of a new function takes, ms. */
  readonly imageFetchMs: number;
  /** How long the instances of a minimum that was deleted are still known, ms. */
  readonly instanceReleaseMs: number;
  /** Control calls that are taken on average; 0: any number. */
  readonly controlRateHz: number;
}

const loopbackHosts = ['127.0.0.1', '::1', 'localhost'];
const { host, accessKeyId, accessKeySecret } = emulatorVariables;

/** What is wrong with the caller's key, whatever else is wrong: who can reach the emulator may not know the key. */
function keyFaults(environment: Environment): readonly string[] {
  const given = [accessKeyId, accessKeySecret].filter(({ name }) => environment[name]?.trim());
  const isLoopback = loopbackHosts.includes(environment[host.name]?.trim() || host.defaultText!);
  if (given.length === 2 || (given.length === 0 && isLoopback)) return [];
  return [
    `${accessKeyId.name} and ${accessKeySecret.name} must be set together; only on a loopback address may both be left out`,
  ];
}

/** Reads the environment. Throws a `ConfigError` that names every problem. */
export function readEmulatorConfig(environment: Environment): EmulatorConfig {
  const read = readConfig(environment, emulatorVariables, keyFaults(environment));
  const { accessKeyId = 'emulator', accessKeySecret = 'emulator', cpuColdStart, gpuColdStart, ...rest } = read;
  return {
    ...rest,
    credentials: { accessKeyId, accessKeySecret },
    coldStart: { cpu: cpuColdStart, gpu: gpuColdStart },
  };
}
