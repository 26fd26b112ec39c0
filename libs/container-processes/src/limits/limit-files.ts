import type { ContainerLimits } from '../container-spec';
import type { Controller } from './hierarchies';

/** A file of a cgroup, and what is written into it. */
export interface LimitFile {
  readonly name: string;
  readonly text: string;
  /** Whether the kernel may lack it, as that of swap where swap is not accounted for. */
  readonly optional?: boolean;
}

/** The kernel takes no quota below this, microseconds. */
const minQuotaUs = 1_000;
const maxPeriodUs = 1_000_000;
const bytesPerMb = 1024 * 1024;

/**
 * CPU time of one period and the period, microseconds. A share too small for the period gets a longer one.
 * @throws RangeError where no period is long enough
 */
export function cpuQuota(vcpu: number, periodMs: number): { readonly quotaUs: number; readonly periodUs: number } {
  const periodUs = Math.max(periodMs * 1000, Math.ceil(minQuotaUs / vcpu));
  if (!(vcpu > 0) || periodUs > maxPeriodUs) throw new RangeError(`no CPU quota gives ${vcpu} vCPU`);
  return { quotaUs: Math.round(vcpu * periodUs), periodUs };
}

/** What limits a container, by version of cgroups and controller, in the order in which it is written. */
export const limitFiles: Readonly<
  Record<1 | 2, Record<Controller, (limits: ContainerLimits, periodMs: number) => readonly LimitFile[]>>
> = {
  1: {
    cpu: ({ vcpu }, periodMs) => {
      const { quotaUs, periodUs } = cpuQuota(vcpu, periodMs);
      return [
        { name: 'cpu.cfs_period_us', text: `${periodUs}` },
        { name: 'cpu.cfs_quota_us', text: `${quotaUs}` },
      ];
    },
    memory: ({ memoryMb }) => [
      { name: 'memory.limit_in_bytes', text: `${memoryMb * bytesPerMb}` },
      { name: 'memory.memsw.limit_in_bytes', text: `${memoryMb * bytesPerMb}`, optional: true },
    ],
  },
  2: {
    cpu: ({ vcpu }, periodMs) => {
      const { quotaUs, periodUs } = cpuQuota(vcpu, periodMs);
      return [{ name: 'cpu.max', text: `${quotaUs} ${periodUs}` }];
    },
    memory: ({ memoryMb }) => [
      { name: 'memory.max', text: `${memoryMb * bytesPerMb}` },
      { name: 'memory.swap.max', text: '0', optional: true },
    ],
  },
};

/** Where the kernel counts the processes of a group that it killed for want of memory: `oom_kill 1`. */
export const memoryEventsFile: Readonly<Record<1 | 2, string>> = { 1: 'memory.oom_control', 2: 'memory.events' };
