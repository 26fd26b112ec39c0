import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../lock/process-lock';
import { pomOf, type Artifact } from './artifacts';
import { cacheFolder } from './cache-folder';
import { runDependencyPlugin, type OnProgress } from './run-maven';

export interface Download {
  /** For messages, and with the version the name of its folder in the cache. */
  readonly name: string;
  readonly artifacts: readonly Artifact[];
  /** Goal of the dependency plugin, and its properties for this folder of output. */
  readonly goal: string;
  readonly properties: (folder: string) => string[];
}

/** Where a download lies once it is there. */
export function folderOf({ name, artifacts }: Download): string {
  return join(cacheFolder(), `${name}-${artifacts.map(({ version }) => version).join('-')}`);
}

export const isCached = (download: Download): boolean => existsSync(folderOf(download));

async function fetchInto(folder: string, download: Download, onProgress: OnProgress): Promise<void> {
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(join(draft, 'content'), { recursive: true });
  writeFileSync(join(draft, 'pom.xml'), pomOf(download.artifacts));
  const properties = download.properties(join(draft, 'content'));
  await runDependencyPlugin(download.goal, join(draft, 'pom.xml'), properties, onProgress);
  renameSync(join(draft, 'content'), folder);
  rmSync(draft, { recursive: true, force: true });
}

/**
 * The folder of a download, which is fetched where it is not in the cache yet: by one process at a time, and it appears
 * whole or not at all.
 */
export async function fetchOnce(download: Download, onProgress: OnProgress): Promise<string> {
  const folder = folderOf(download);
  if (existsSync(folder)) return folder;
  const lock = await waitForLock(join(cacheFolder(), 'fetch.lock'), ({ pid }) =>
    onProgress(`waiting for process ${pid}, which is downloading`),
  );
  try {
    if (existsSync(folder)) return folder;
    onProgress(`fetching ${download.name} with Maven, once, into ${folder}`);
    await fetchInto(folder, download, onProgress);
    return folder;
  } finally {
    lock.release();
  }
}
