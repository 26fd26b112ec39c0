import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, startTimeOf } from '@harmonybatch/local-backends';
import type { ContainerLimits } from '../container-spec';
import { Cgroup, removeCgroup } from './cgroup';
import type { Hierarchy } from './hierarchies';

/** The group of one process is named after it, `harmonybatch-PID-START-NUMBER`, START by the kernel's clock. */
const treeName = /^harmonybatch-(\d+)-(\d+)-\d+$/;
const probe: ContainerLimits = { vcpu: 0.05, memoryMb: 128 };
let opened = 0;

/** A folder of this process in a tree of cgroups, for the groups of its containers. */
export class CgroupTree {
  private constructor(
    readonly hierarchy: Hierarchy,
    private readonly folder: string,
    private readonly periodMs: number,
  ) {}

  /**
   * The folder where groups can be made and take limits; what processes that are no more left behind is removed first.
   * @returns else why there is none, in words
   */
  static async open(hierarchy: Hierarchy, periodMs: number): Promise<CgroupTree | string> {
    const name = `harmonybatch-${process.pid}-${startTimeOf(process.pid)}-${(opened += 1)}`;
    const reasons: string[] = [];
    for (const parent of hierarchy.parents) {
      await removeLeftovers(parent);
      const tree = new CgroupTree(hierarchy, join(parent, name), periodMs);
      const reason = await tree.refusal(parent);
      if (reason === undefined) return tree;
      reasons.push(reason);
    }
    return reasons.join('; ');
  }

  make(name: string, limits: ContainerLimits): Cgroup {
    return Cgroup.make(join(this.folder, name), this.hierarchy, limits, this.periodMs);
  }

  /** Ends all that runs in its groups, and removes them and itself. */
  async close(): Promise<void> {
    await removeTree(this.folder);
  }

  /** Why no group with limits can be made here; what was made for that is gone then. */
  private async refusal(parent: string): Promise<string | undefined> {
    try {
      this.handDown(parent);
      mkdirSync(this.folder);
      this.handDown(this.folder);
      await removeCgroup(this.make('probe', probe).folder);
      return undefined;
    } catch (error) {
      await removeTree(this.folder);
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** In version 2 a group's controllers are there only where its parent hands them down. */
  private handDown(folder: string): void {
    if (this.hierarchy.version === 1) return;
    const text = this.hierarchy.controllers.map((controller) => `+${controller}`).join(' ');
    writeFileSync(join(folder, 'cgroup.subtree_control'), text);
  }
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const folder of foldersIn(parent)) {
    const [, pid = '', startTime = ''] = treeName.exec(folder) ?? [];
    if (pid !== '' && !isRunning(Number(pid), startTime)) await removeTree(join(parent, folder));
  }
}

async function removeTree(folder: string): Promise<void> {
  await Promise.all(foldersIn(folder).map((name) => removeCgroup(join(folder, name))));
  await removeCgroup(folder);
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
