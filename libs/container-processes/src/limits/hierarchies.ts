import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export type Controller = 'cpu' | 'memory';
const known: readonly Controller[] = ['cpu', 'memory'];

/** A tree of cgroups that has some of the controllers that limits need. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly Controller[];
  /** Folders under which groups may be made, the first that lets us is taken. */
  readonly parents: readonly string[];
}

interface Mount {
  readonly root: string;
  readonly folder: string;
  readonly type: string;
  readonly options: readonly string[];
}

/**
 * The trees of cgroups of this machine, below the groups that this process is in, so that limits which hold for it hold
 * for what it starts as well.
 * @param mountInfo text of /proc/self/mountinfo
 * @param selfCgroup text of /proc/self/cgroup
 */
export function hierarchiesIn(mountInfo: string, selfCgroup: string): Hierarchy[] {
  const mounts = mountInfo.split('\n').map(parseMount);
  const own = selfCgroup.split('\n').map((line) => line.split(':'));
  const first = mounts.flatMap((mount) => {
    const controllers = mount?.type === 'cgroup' ? known.filter((name) => mount.options.includes(name)) : [];
    if (mount === undefined || controllers.length === 0) return [];
    const path = own.find(([, names = '']) => names.split(',').includes(controllers[0] ?? ''))?.[2];
    return [{ version: 1 as const, controllers, parents: [ownFolder(mount, path)] }];
  });
  const taken = first.flatMap(({ controllers }) => controllers);
  const unified = mounts.flatMap((mount) => {
    if (mount?.type !== 'cgroup2') return [];
    const controllers = known.filter((name) => !taken.includes(name) && offered(mount.folder).includes(name));
    if (controllers.length === 0) return [];
    const folder = ownFolder(mount, own.find(([, names]) => names === '')?.[2]);
    // A group with processes in it may have no groups with limits below it; but beside it there may be some.
    const parents = [...new Set([folder, folder === mount.folder ? folder : dirname(folder), mount.folder])];
    return [{ version: 2 as const, controllers, parents }];
  });
  return [...first, ...unified];
}

/** None where the machine has no cgroups. */
export function hierarchiesHere(): Hierarchy[] {
  try {
    return hierarchiesIn(readFileSync('/proc/self/mountinfo', 'utf8'), readFileSync('/proc/self/cgroup', 'utf8'));
  } catch {
    return [];
  }
}

/** `31 23 0:28 /root /mount/point rw,relatime - type source options`; fields between the sixth and the dash are optional. */
function parseMount(line: string): Mount | undefined {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, folder] = before.split(' ');
  const [type, , options] = after.split(' ');
  if (root === undefined || folder === undefined || type === undefined) return undefined;
  return { root, folder, type, options: options?.split(',') ?? [] };
}

/** Where the group of this process lies; the mount itself where that shows another part of the tree. */
function ownFolder({ root, folder }: Mount, path = '/'): string {
  const below = relative(root, path);
  const own = join(folder, below);
  return !below.startsWith('..') && existsSync(own) ? own : folder;
}

function offered(folder: string): readonly string[] {
  try {
    return readFileSync(join(folder, 'cgroup.controllers'), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}
