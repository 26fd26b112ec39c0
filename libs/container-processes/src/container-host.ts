import { ContainerProcess } from './container-process';
import type { ContainerSpec } from './container-spec';
import { MachineLimits, type MachineLimitsOptions } from './limits/machine-limits';
import { LogTail } from './process/log-tail';

export interface ContainerHostOptions extends MachineLimitsOptions {
  /** Lines of each container's log that are kept; 1,000 where not given. */
  readonly maxLogLines?: number;
}

const defaultLogLines = 1_000;

/** This machine as a place for containers. All that it runs ends with it, and with this process. */
export class ContainerHost {
  private readonly running = new Set<ContainerProcess>();
  private startedCount = 0;

  private constructor(
    /** How CPU time and memory are limited here, in words. */
    readonly limits: Pick<MachineLimits, 'cpu' | 'memory'>,
    private readonly machine: MachineLimits,
    private readonly maxLogLines: number,
  ) {}

  static async open({ maxLogLines = defaultLogLines, ...options }: ContainerHostOptions): Promise<ContainerHost> {
    const machine = await MachineLimits.open(options);
    return new ContainerHost(machine, machine, maxLogLines);
  }

  /** Starts one; whether it comes up, its `ready` tells. */
  start(spec: ContainerSpec): ContainerProcess {
    const id = `${(this.startedCount += 1)}`;
    const container = new ContainerProcess(spec, new LogTail(this.maxLogLines), this.machine, id);
    this.running.add(container);
    void container.ended.then(() => this.running.delete(container));
    return container;
  }

  /** Stops all that runs, and leaves nothing behind. */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((container) => container.stop()));
    await this.machine.close();
  }
}
