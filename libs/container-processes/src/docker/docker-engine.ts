import { isRunning, startTimeOf } from '@harmonybatch/local-backends';
import type { ContainerBody, NewBody } from '../body/container-body';
import type { ImageProgram } from '../container-spec';
import { ProcessGroup } from '../process/process-group';
import { DockerBody } from './docker-body';
import { docker } from './docker-command';
import { dockerRun } from './run-arguments';

/** Says which process a container belongs to, `PID-START`, START by the kernel's clock. */
const ownerLabel = 'harmonybatch.owner';
const shownLines = 5;
let opened = 0;

/** The Docker engine of this machine, as far as `docker` reaches it. */
export class DockerEngine {
  private readonly owner = `${process.pid}-${startTimeOf(process.pid)}`;
  private readonly prefix = `harmonybatch-${this.owner}-${(opened += 1)}`;

  private constructor(private readonly cpuPeriodMs: number) {}

  /** Removes what processes that are no more left behind. @throws DockerError where no engine answers */
  static async open(cpuPeriodMs: number): Promise<DockerEngine> {
    await docker('version', '--format', '{{.Server.Version}}');
    await removeLeftovers();
    return new DockerEngine(cpuPeriodMs);
  }

  /** How the engine limits containers, in words. */
  static limits(cpuPeriodMs: number): Readonly<Record<'cpu' | 'memory', string>> {
    return { cpu: `docker, period ${cpuPeriodMs} ms`, memory: 'docker' };
  }

  /** Starts a container; an image that is not there is fetched. */
  async start(program: ImageProgram, body: NewBody): Promise<ContainerBody> {
    const name = `${this.prefix}-${body.id}`;
    const own = ['--name', name, '--label', `${ownerLabel}=${this.owner}`];
    const run = dockerRun(program, body, own, this.cpuPeriodMs);
    const group = await ProcessGroup.start(run, body.log, () => undefined);
    const lastLines = (): string =>
      body.log
        .last(shownLines, 'stderr')
        .map(({ text }) => text)
        .join(' ');
    return new DockerBody(group, name, body.port, lastLines);
  }
}

async function removeLeftovers(): Promise<void> {
  const listed = await docker(
    'ps',
    '--all',
    '--filter',
    `label=${ownerLabel}`,
    '--format',
    `{{.ID}} {{.Label "${ownerLabel}"}}`,
  );
  for (const line of listed.split('\n').filter(Boolean)) {
    const [id = '', owner = ''] = line.split(' ');
    const [pid = '', startTime = ''] = owner.split('-');
    if (!isRunning(Number(pid), startTime)) await docker('rm', '--force', '--volumes', id).catch(() => undefined);
  }
}
