import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GuardedProcess, untilReady } from '@harmonybatch/local-backends';
import { runCommand } from './run-command';

export interface EngineFolders {
  /** Where an engine of our own keeps images, from one run to the next. */
  readonly images: string;
  /** Its socket and what it keeps of one run. */
  readonly run: string;
  readonly logs: string;
}

const pollMs = 200;
const startTimeoutMs = 60_000;
/** It ends its containers first. */
const stopGraceMs = 60_000;

/** There is no engine to try this with, and none could be started. */
export class NoEngineError extends Error {}

/** A Docker engine: the one that answers here, or one of our own, which ends with us. */
export class DockerEngine {
  private constructor(
    private readonly folders: EngineFolders,
    /** Environment of every command that talks to it. */
    readonly env: NodeJS.ProcessEnv,
    private readonly own: GuardedProcess | undefined,
    /** Once it is aborted, commands end and no other one begins. */
    readonly interruption: AbortSignal | undefined,
  ) {}

  /** @throws NoEngineError saying what is missing */
  static async open(folders: EngineFolders, interruption: AbortSignal): Promise<DockerEngine> {
    const found = new DockerEngine(folders, process.env, undefined, interruption);
    if (await found.answers()) return found;
    if (process.getuid?.() !== 0)
      throw new NoEngineError(
        'No Docker engine answers to "docker version", and only root can start one: start Docker.',
      );
    return DockerEngine.start(folders, interruption);
  }

  private static async start(folders: EngineFolders, interruption: AbortSignal): Promise<DockerEngine> {
    const socket = `unix://${join(folders.run, 'docker.sock')}`;
    const args = [
      ['--host', socket],
      ['--data-root', folders.images],
      ['--exec-root', join(folders.run, 'exec')],
      ['--pidfile', join(folders.run, 'docker.pid')],
    ].flat();
    const logFile = join(folders.logs, 'dockerd.log');
    const own = await GuardedProcess.start({ name: 'dockerd', command: 'dockerd', args, logFile }).catch(
      (error: Error) => {
        throw new NoEngineError(`${error.message}. Install a Docker engine, as by "apt-get install docker.io".`);
      },
    );
    const engine = new DockerEngine(folders, { ...process.env, DOCKER_HOST: socket }, own, interruption);
    await untilReady(own, (signal) => engine.untilItAnswers(signal));
    await engine.removeContainers();
    return engine;
  }

  /** Whether it is one that this run started. */
  get isOwn(): boolean {
    return this.own !== undefined;
  }

  /** The same one for cleaning up, whatever was interrupted. */
  uninterrupted(): DockerEngine {
    return new DockerEngine(this.folders, this.env, this.own, undefined);
  }

  /** Runs `docker` with these arguments. @returns what it wrote @throws CommandError */
  docker(...args: readonly string[]): Promise<string> {
    const { env, interruption } = this;
    return runCommand({ command: 'docker', args, env, interruption, logFile: join(this.folders.logs, 'docker.log') });
  }

  version(): Promise<string> {
    return this.docker('version', '--format', '{{.Server.Version}}');
  }

  async stop(): Promise<void> {
    await this.own?.stop(stopGraceMs);
  }

  /** Those of a run that was killed: an engine starts them again, by their restart policy. */
  private async removeContainers(): Promise<void> {
    const left = (await this.docker('ps', '--all', '--quiet')).split('\n').filter((id) => id !== '');
    if (left.length > 0) await this.docker('rm', '--force', '--volumes', ...left);
    await this.docker('network', 'prune', '--force');
    await this.docker('volume', 'prune', '--force');
  }

  private answers(): Promise<boolean> {
    return this.version().then(
      () => true,
      () => false,
    );
  }

  private async untilItAnswers(signal: AbortSignal): Promise<void> {
    const endMs = performance.now() + startTimeoutMs;
    while (!signal.aborted && !(await this.answers())) {
      if (performance.now() > endMs) throw new Error('dockerd did not answer within a minute');
      await sleep(pollMs);
    }
  }
}
