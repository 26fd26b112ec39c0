import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerLimits } from '../container-spec';
import type { Hierarchy } from './hierarchies';
import { limitFiles, memoryEventsFile } from './limit-files';

const processesFile = 'cgroup.procs';
const removalPauseMs = 20;
/** The kernel lets go of killed processes a moment later. */
const removalMs = 2_000;

/** One group in one tree of cgroups. */
export class Cgroup {
  private constructor(
    readonly folder: string,
    private readonly hierarchy: Hierarchy,
  ) {}

  /** @throws Error of the file system where the group cannot be made or does not take the limits; then it is not there. */
  static make(folder: string, hierarchy: Hierarchy, limits: ContainerLimits, periodMs: number): Cgroup {
    mkdirSync(folder);
    const group = new Cgroup(folder, hierarchy);
    try {
      group.limit(limits, periodMs);
      return group;
    } catch (error) {
      rmdirSync(folder);
      throw error;
    }
  }

  /** Takes a process in, where it has not ended; what it starts from then on is in it, too. */
  take(pid: number): void {
    try {
      writeFileSync(join(this.folder, processesFile), `${pid}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** How many of its processes the kernel has killed for want of memory. */
  get memoryKills(): number {
    if (!this.hierarchy.controllers.includes('memory')) return 0;
    return Number(/^oom_kill (\d+)/m.exec(read(join(this.folder, memoryEventsFile[this.hierarchy.version])))?.[1] ?? 0);
  }

  private limit(limits: ContainerLimits, periodMs: number): void {
    const { version, controllers } = this.hierarchy;
    for (const { name, text, optional } of controllers.flatMap((one) => limitFiles[version][one](limits, periodMs))) {
      try {
        writeFileSync(join(this.folder, name), text);
      } catch (error) {
        if (!optional) throw error;
      }
    }
  }
}

/** Kills what still runs in a group, and removes it. Whether it is gone then. */
export async function removeCgroup(folder: string): Promise<boolean> {
  const endMs = performance.now() + removalMs;
  for (;;) {
    for (const pid of processesIn(folder)) kill(pid);
    if (removed(folder)) return true;
    if (performance.now() > endMs) return false;
    await sleep(removalPauseMs);
  }
}

const processesIn = (folder: string): number[] =>
  read(join(folder, processesFile))
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
