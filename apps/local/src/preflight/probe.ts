import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { kafkaJarsAreCached, redisIsCached, redisRuns } from '@harmonybatch/local-backends';

/** What this machine has. */
export interface Machine {
  readonly node: string;
  /** Major version of the `java` on the PATH; undefined where there is none. */
  readonly java: number | undefined;
  readonly maven: boolean;
  readonly redisServer: boolean;
  readonly kafkaFetched: boolean;
  readonly redisFetched: boolean;
  /** The package manager that installs here, and whether by root already. */
  readonly packages: PackageManager | undefined;
  readonly root: boolean;
}

export const packageManagers = ['apt-get', 'dnf', 'apk', 'pacman', 'zypper', 'brew'] as const;
export type PackageManager = (typeof packageManagers)[number];

const probeTimeoutMs = 20_000;

/** What a command says on both its outputs; undefined where it is missing or fails. */
async function saidBy(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, [...args], {
      timeout: probeTimeoutMs,
      env: process.env,
    });
    return `${stdout}\n${stderr}`;
  } catch {
    return undefined;
  }
}

/** `17` of `openjdk version "17.0.15"`, `8` of the old `java version "1.8.0_402"`. */
export function javaMajor(text: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (first === undefined) return undefined;
  return first === '1' && second !== undefined ? Number(second) : Number(first);
}

async function packageManager(): Promise<PackageManager | undefined> {
  for (const name of packageManagers) if ((await saidBy(name, ['--version'])) !== undefined) return name;
  return undefined;
}

/** Looks at what is on the PATH and in the cache. */
export async function probe(): Promise<Machine> {
  const [java, maven, redisServer, packages] = await Promise.all([
    saidBy('java', ['-version']),
    saidBy('mvn', ['--version']),
    redisRuns('redis-server'),
    packageManager(),
  ]);
  return {
    node: process.versions.node,
    java: java === undefined ? undefined : javaMajor(java),
    maven: maven !== undefined,
    redisServer,
    kafkaFetched: kafkaJarsAreCached(),
    redisFetched: redisIsCached(),
    packages,
    root: process.getuid?.() === 0,
  };
}
