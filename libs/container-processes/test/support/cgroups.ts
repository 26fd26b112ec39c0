import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The cgroups of ours that a process is in, as folders; none where they cannot be had here. */
export function groupFolders(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = line.split(':');
    if (!path.includes('/harmonybatch-')) return [];
    return [join('/sys/fs/cgroup', controllers, path)].filter((folder) => existsSync(folder));
  });
}
