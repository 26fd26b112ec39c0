import type { ContainerBody, NewBody } from './body/container-body';
import { ProcessBody } from './body/process-body';
import { ContainerProcess } from './container-process';
import type { ContainerSpec } from './container-spec';
import { DockerEngine } from './docker/docker-engine';
import { MachineLimits, type MachineLimitsOptions } from './limits/machine-limits';
import { LogTail } from './process/log-tail';

export interface ContainerHostOptions extends MachineLimitsOptions {
  /** Whether images are run by the Docker engine of this machine; without it there are programs alone. */
  readonly docker?: boolean;
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
    private readonly engine: DockerEngine | undefined,
    private readonly maxLogLines: number,
  ) {}

  /** @throws DockerError where an engine is asked for and none answers */
  static async open(options: ContainerHostOptions): Promise<ContainerHost> {
    const { maxLogLines = defaultLogLines, docker = false } = options;
    const engine = docker ? await DockerEngine.open(options.cpuPeriodMs) : undefined;
    const machine = await MachineLimits.open(options);
    const limits = engine === undefined ? machine : DockerEngine.limits(options.cpuPeriodMs);
    return new ContainerHost(limits, machine, engine, maxLogLines);
  }

  /** Starts one; whether it comes up, its `ready` tells. */
  start(spec: ContainerSpec): ContainerProcess {
    const id = `${(this.startedCount += 1)}`;
    const container = new ContainerProcess(spec, new LogTail(this.maxLogLines), (body) => this.make(body), id);
    this.running.add(container);
    void container.ended.then(() => this.running.delete(container));
    return container;
  }

  private make(body: NewBody): Promise<ContainerBody> {
    const { spec } = body;
    if ('command' in spec) return ProcessBody.start(this.machine, spec, body);
    if (this.engine !== undefined) return this.engine.start(spec, body);
    return Promise.reject(new Error(`${spec.image} is an image, and this host runs programs alone`));
  }

  /** Stops all that runs, and leaves nothing behind. */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((container) => container.stop()));
    await this.machine.close();
  }
}
