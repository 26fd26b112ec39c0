import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where downloads are kept: HARMONYBATCH_CACHE_DIR, else `harmonybatch` in XDG_CACHE_HOME or `~/.cache`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['HARMONYBATCH_CACHE_DIR']) return resolve(env['HARMONYBATCH_CACHE_DIR']);
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'harmonybatch');
}
