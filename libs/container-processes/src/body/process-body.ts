import type { Exit } from '@harmonybatch/local-backends';
import type { LocalProgram } from '../container-spec';
import { portOpens } from '../http/port-opens';
import type { HeldLimits, MachineLimits } from '../limits/machine-limits';
import { ProcessGroup } from '../process/process-group';
import { environmentOf, type ContainerBody, type NewBody } from './container-body';

/** A container that is a process of this machine with all that it starts, within its limits. */
export class ProcessBody implements ContainerBody {
  private constructor(
    private readonly group: ProcessGroup,
    private readonly held: HeldLimits,
    private readonly port: number,
  ) {}

  /** @throws CommandNotFoundError, or what keeps its limits from being had */
  static async start(machine: MachineLimits, program: LocalProgram, body: NewBody): Promise<ProcessBody> {
    const { id, spec, port, log, onTooMuchMemory } = body;
    const held = machine.reserve(id, spec.limits);
    const env = { PATH: process.env['PATH'] ?? '', ...environmentOf(spec, port) };
    try {
      const what = { command: program.command, cwd: program.cwd, env };
      const group = await ProcessGroup.start(what, log, (pid) => held.hold(pid, onTooMuchMemory));
      return new ProcessBody(group, held, port);
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  get pid(): number {
    return this.group.pid;
  }

  get exited(): Promise<Exit> {
    return this.group.exited;
  }

  get memoryKills(): number {
    return this.held.memoryKills;
  }

  listens(signal: AbortSignal): Promise<void> {
    return portOpens(this.port, signal);
  }

  signal(signal: NodeJS.Signals): void {
    this.group.signal(signal);
  }

  release(): Promise<void> {
    return this.held.release();
  }
}
