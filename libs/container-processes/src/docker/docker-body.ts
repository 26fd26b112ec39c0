import type { Exit } from '@harmonybatch/local-backends';
import type { ContainerBody } from '../body/container-body';
import { portStaysOpen } from '../http/port-opens';
import { CommandNotFoundError, type ProcessGroup } from '../process/process-group';
import { docker } from './docker-command';

/** Exit codes of `docker run` where it is not that of the container. */
const engineRefused = 125;
const commandNotRun = [126, 127];

/** A container of a Docker engine, and the `docker run` that holds it. */
export class DockerBody implements ContainerBody {
  readonly exited: Promise<Exit>;
  memoryKills = 0;

  /** @param name of the container */
  constructor(
    private readonly group: ProcessGroup,
    private readonly name: string,
    private readonly port: number,
    private readonly said: () => string,
  ) {
    this.exited = this.untilExited();
    this.exited.catch(() => undefined);
  }

  get pid(): number {
    return this.group.pid;
  }

  /** The engine takes connections to a published port before the container does, and closes them again. */
  listens(signal: AbortSignal): Promise<void> {
    return portStaysOpen(this.port, signal);
  }

  /** `docker run` passes signals on, but for the one that nobody can catch. */
  signal(signal: NodeJS.Signals): void {
    if (signal !== 'SIGKILL') this.group.signal(signal);
    else void this.remove().then(() => this.group.signal('SIGKILL'));
  }

  async release(): Promise<void> {
    await this.remove();
  }

  private async untilExited(): Promise<Exit> {
    const exit = await this.group.exited;
    const killed = await docker('inspect', '--format', '{{.State.OOMKilled}}', this.name).catch(() => 'false');
    if (killed === 'true') this.memoryKills = 1;
    if (exit.code === engineRefused) throw new Error(this.said());
    if (exit.code !== null && commandNotRun.includes(exit.code))
      throw new CommandNotFoundError('the command of the image', new Error(this.said()));
    return exit;
  }

  private remove(): Promise<unknown> {
    return docker('rm', '--force', '--volumes', this.name).catch(() => undefined);
  }
}
