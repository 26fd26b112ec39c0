import type { ContainerLimits } from '../container-spec';
import { removeCgroup, type Cgroup } from './cgroup';
import { CgroupTree } from './cgroup-tree';
import { hierarchiesHere, type Controller, type Hierarchy } from './hierarchies';
import { memoryCanBeWatched, watchMemory } from './memory-watch';

export interface MachineLimitsOptions {
  /** Period of CPU quotas, ms: within each one a container runs until its share is used up. */
  readonly cpuPeriodMs: number;
  /** The machine's trees of cgroups; those of this machine where not given. */
  readonly hierarchies?: readonly Hierarchy[];
}

/** The limits of one container. */
export interface HeldLimits {
  /** Takes a process that was just started in. `onExceeded` is called once where this process has to watch the memory itself. */
  hold(pid: number, onExceeded: (usedMb: number) => void): void;
  /** Processes that the kernel has killed for want of memory. */
  readonly memoryKills: number;
  /** Ends what still runs within the limits. */
  release(): Promise<void>;
}

/** What this machine lets us limit, and how. */
export class MachineLimits {
  private constructor(
    private readonly trees: readonly CgroupTree[],
    /** How CPU time is limited, or that it is not, and why. */
    readonly cpu: string,
    /** The same for memory. */
    readonly memory: string,
  ) {}

  /** Never rejects: what cannot be limited is said. */
  static async open({ cpuPeriodMs, hierarchies = hierarchiesHere() }: MachineLimitsOptions): Promise<MachineLimits> {
    const found = await Promise.all(hierarchies.map((hierarchy) => CgroupTree.open(hierarchy, cpuPeriodMs)));
    const trees = found.filter((one) => one instanceof CgroupTree);
    const saysOf = (controller: Controller): string | undefined => {
      const tree = trees.find((one) => one.hierarchy.controllers.includes(controller));
      return tree && `cgroup v${tree.hierarchy.version}`;
    };
    const reasons = found.filter((one) => typeof one === 'string').join('; ') || 'this machine has no cgroups for it';
    const cpu = saysOf('cpu');
    const watched = memoryCanBeWatched() ? 'watched: killed when above it' : 'not limited';
    return new MachineLimits(
      trees,
      cpu === undefined ? `not limited: ${reasons}` : `${cpu}, period ${cpuPeriodMs} ms`,
      saysOf('memory') ?? `${watched}, for there is no cgroup: ${reasons}`,
    );
  }

  /** @throws Error of the file system or RangeError where these very limits cannot be had */
  reserve(name: string, limits: ContainerLimits): HeldLimits {
    const watches = !this.trees.some((tree) => tree.hierarchy.controllers.includes('memory'));
    const held = new Held(watches ? limits.memoryMb : undefined);
    try {
      for (const tree of this.trees) held.groups.push(tree.make(name, limits));
      return held;
    } catch (error) {
      void held.release();
      throw error;
    }
  }

  /** Ends everything within its limits, and leaves no group behind. */
  async close(): Promise<void> {
    await Promise.all(this.trees.map((tree) => tree.close()));
  }
}

class Held implements HeldLimits {
  readonly groups: Cgroup[] = [];
  private stopWatching = (): void => undefined;

  constructor(private readonly watchedMemoryMb: number | undefined) {}

  hold(pid: number, onExceeded: (usedMb: number) => void): void {
    for (const group of this.groups) group.take(pid);
    if (this.watchedMemoryMb !== undefined) this.stopWatching = watchMemory(pid, this.watchedMemoryMb, onExceeded);
  }

  get memoryKills(): number {
    return this.groups.reduce((sum, group) => sum + group.memoryKills, 0);
  }

  async release(): Promise<void> {
    this.stopWatching();
    await Promise.all(this.groups.map(({ folder }) => removeCgroup(folder)));
  }
}
