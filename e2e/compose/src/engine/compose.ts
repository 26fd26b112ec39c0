import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NoEngineError, type DockerEngine } from './docker-engine';
import { runCommand } from './run-command';

export interface Project {
  readonly name: string;
  /** The top of the repository. */
  readonly folder: string;
  readonly logs: string;
  /** Variables that docker-compose.yml reads. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface Container {
  readonly id: string;
  readonly service: string;
  readonly running: boolean;
  /** `healthy`, `starting`, `unhealthy`; empty where it has no check. */
  readonly health: string;
  readonly restarts: number;
}

interface Inspected {
  readonly Id: string;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Running: boolean; readonly Health?: { readonly Status: string } };
  readonly RestartCount: number;
}

const pollMs = 500;
/** Compose 1.29 builds by the engine itself: a newer `docker` beside it may want a component for that which is not there. */
const withoutBuildx = { COMPOSE_DOCKER_CLI_BUILD: '0' };
const projectLabel = 'com.docker.compose.project';

/** docker-compose.yml under an engine, by whichever Compose is there. */
export class Compose {
  private constructor(
    private readonly command: readonly string[],
    readonly version: string,
    private readonly engine: DockerEngine,
    private readonly project: Project,
  ) {}

  /** @throws NoEngineError where there is no Compose */
  static async find(engine: DockerEngine, project: Project): Promise<Compose> {
    for (const command of [['docker', 'compose'], ['docker-compose']]) {
      const [program = '', ...first] = command;
      const logFile = join(project.logs, 'compose.log');
      const asked = { command: program, args: [...first, 'version', '--short'], env: engine.env, logFile };
      const version = await runCommand(asked).catch(() => undefined);
      if (version !== undefined) return new Compose(command, version, engine, project);
    }
    throw new NoEngineError('Neither "docker compose" nor "docker-compose" runs here: apt-get install docker-compose.');
  }

  /** The same project for cleaning up, whatever was interrupted. */
  uninterrupted(): Compose {
    return new Compose(this.command, this.version, this.engine.uninterrupted(), this.project);
  }

  /** @returns what it wrote on stdout @throws CommandError */
  run(...args: readonly string[]): Promise<string> {
    const { name, folder, logs, variables } = this.project;
    const [program = '', ...first] = this.command;
    return runCommand({
      command: program,
      args: [...first, '--project-name', name, '--file', join(folder, 'docker-compose.yml'), ...args],
      cwd: folder,
      env: { ...this.engine.env, ...withoutBuildx, ...variables },
      interruption: this.engine.interruption,
      logFile: join(logs, 'compose.log'),
    });
  }

  /** Those of the project, or of one of its services; stopped ones too. */
  async containers(service?: string): Promise<Container[]> {
    const ids = await this.idsOf('ps', '--all', '--no-trunc');
    if (ids.length === 0) return [];
    const all = JSON.parse(await this.engine.docker('inspect', ...ids)) as Inspected[];
    return all.map(containerOf).filter((one) => service === undefined || one.service === service);
  }

  /**
   * Waits until all containers that there are run and are healthy, and of each of these services there are so many.
   * @throws Error naming those that are not
   */
  async untilHealthy(replicas: Readonly<Record<string, number>>, timeoutMs: number): Promise<Container[]> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      const containers = await this.containers();
      const amiss = amissIn(containers, replicas);
      if (amiss.length === 0) return containers;
      if (performance.now() > endMs) throw new Error(`after ${timeoutMs / 1000} s: ${amiss.join('; ')}`);
      await sleep(pollMs);
    }
  }

  /** What the engine still has of the project: containers, volumes and networks. */
  async leftovers(): Promise<string[]> {
    const kinds = [
      ['ps', '--all'],
      ['volume', 'ls'],
      ['network', 'ls'],
    ];
    return (await Promise.all(kinds.map((kind) => this.idsOf(...kind)))).flat();
  }

  private async idsOf(...list: readonly string[]): Promise<string[]> {
    const said = await this.engine.docker(...list, '--quiet', '--filter', `label=${projectLabel}=${this.project.name}`);
    return said.split('\n').filter((id) => id !== '');
  }
}

const containerOf = ({ Id, Config, State, RestartCount }: Inspected): Container => ({
  id: Id,
  service: Config.Labels['com.docker.compose.service'] ?? '',
  running: State.Running,
  health: State.Health?.Status ?? '',
  restarts: RestartCount,
});

/** What is not as it should be, in words. */
export function amissIn(containers: readonly Container[], replicas: Readonly<Record<string, number>>): string[] {
  const ill = containers.filter(({ running, health }) => !running || health !== 'healthy');
  const few = Object.entries(replicas).filter(
    ([name, count]) => containers.filter(({ service }) => service === name).length !== count,
  );
  return [
    ...ill.map(
      ({ service, running, health }) => `${service} is ${running ? health || 'without a check' : 'not running'}`,
    ),
    ...few.map(([name, count]) => `${name} does not have ${count} containers`),
  ];
}
