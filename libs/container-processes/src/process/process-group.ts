import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAnyRunningIn, watchdog, type Exit } from '@harmonybatch/local-backends';
import type { LogTail } from './log-tail';

/** Output that is still on its way when a process has ended comes within this time. */
const outputMs = 2_000;
/** The kernel lets go of killed processes a moment later, of one that waits for a device perhaps never. */
const endMs = 2_000;
const endPollMs = 5;

export interface GroupCommand {
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What was to be run is not there, or may not be run. */
export class CommandNotFoundError extends Error {
  constructor(command: string, cause: Error) {
    super(`${command} cannot be run: ${cause.message}`);
    this.name = 'CommandNotFoundError';
  }
}

/**
 * A process with all that it starts, as far as that stays in its group: it is signalled as one, and all of it ends with
 * the first process, and with this one, however this one ends.
 */
export class ProcessGroup {
  /** Resolves when all of it has ended, the first process and what was killed with it (for which it waits 2 s), and its output is read. */
  readonly exited: Promise<Exit>;

  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
  ) {
    watchdog.watch(pid);
    this.exited = this.untilExited();
  }

  /**
   * @param onStarted called at once, before the process has come far
   * @throws CommandNotFoundError
   */
  static async start(
    { command, cwd, env }: GroupCommand,
    log: LogTail,
    onStarted: (pid: number) => void,
  ): Promise<ProcessGroup> {
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    if (child.pid !== undefined) onStarted(child.pid);
    for (const source of ['stdout', 'stderr'] as const) {
      child[source].setEncoding('utf8').on('data', (piece: string) => log.write(source, piece));
    }
    if (child.pid !== undefined) return new ProcessGroup(child, child.pid);
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new CommandNotFoundError(program, cause);
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** To all of the group; nothing where it has ended. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody is left.
    }
  }

  private async untilAllEnded(): Promise<void> {
    const untilMs = performance.now() + endMs;
    while (isAnyRunningIn(this.pid) && performance.now() < untilMs) await sleep(endPollMs);
  }

  private async untilExited(): Promise<Exit> {
    const closed = once(this.child, 'close');
    const exit = await new Promise<Exit>((resolve) =>
      this.child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    this.signal('SIGKILL');
    watchdog.forget(this.pid);
    await Promise.all([Promise.race([closed, sleep(outputMs, undefined, { ref: false })]), this.untilAllEnded()]);
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    return exit;
  }
}
