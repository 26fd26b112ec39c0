import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastLines } from './last-lines';
import { watchdog } from './watchdog';

/** How a process ended: one of the two is set; both are null where it could not be started at all. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GuardedCommand {
  /** What people call it; in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes its stdout and stderr; truncated at the start unless `append`. */
  readonly logFile: string;
  readonly append?: boolean;
}

const shownLines = 20;

/** A process ended though it should run; `lines` are the last of its log. */
export class ProcessEndedError extends Error {
  constructor(
    readonly processName: string,
    readonly exit: Exit,
    readonly logFile: string,
  ) {
    const lines = lastLines(logFile, shownLines);
    const how = exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`;
    super(
      [`${processName} ended ${how}. The last lines of ${logFile}:`, ...lines.map((line) => `  ${line}`)].join('\n'),
    );
    this.name = 'ProcessEndedError';
  }
}

/**
 * A child process that ends with this one, even when this one is killed: a watchdog sees to it. It has a process group
 * of its own, so Ctrl-C in the terminal reaches only the parent, who decides the order of ending.
 */
export class GuardedProcess {
  private static readonly alive = new Set<GuardedProcess>();
  readonly pid: number;
  /** Resolves once, when the process has ended. */
  readonly exited: Promise<Exit>;
  private readonly child: ChildProcess;
  private ended = false;

  private constructor(
    readonly what: GuardedCommand,
    child: ChildProcess,
    pid: number,
  ) {
    this.child = child;
    this.pid = pid;
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.ended = true;
        GuardedProcess.alive.delete(this);
        watchdog.forget(pid);
        resolve({ code, signal });
      });
    });
    GuardedProcess.alive.add(this);
    watchdog.watch(pid);
  }

  /** Kills every process of this kind that still runs. Resolves when they have ended. */
  static async killAll(): Promise<void> {
    await Promise.all([...GuardedProcess.alive].map((process) => process.kill()));
  }

  /** @throws Error where the command cannot be started, naming it. */
  static async start(what: GuardedCommand): Promise<GuardedProcess> {
    mkdirSync(dirname(what.logFile), { recursive: true });
    const log = openSync(what.logFile, what.append ? 'a' : 'w');
    const child = spawn(what.command, what.args, {
      cwd: what.cwd,
      env: what.env ?? process.env,
      stdio: ['pipe', log, log],
      detached: true,
    });
    closeSync(log);
    child.stdin?.on('error', () => undefined);
    const { pid } = child;
    if (pid !== undefined) return new GuardedProcess(what, child, pid);
    const cause = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new Error(`${what.name} cannot be started (${what.command}): ${cause.message}`);
  }

  get running(): boolean {
    return !this.ended;
  }

  /** Rejects with its last lines when it ends; never resolves. To race against waiting for it. */
  async failure(): Promise<never> {
    throw new ProcessEndedError(this.what.name, await this.exited, this.what.logFile);
  }

  /** Asks it to end, and kills it when it has not ended after `graceMs`. Resolves when it has ended. */
  async stop(graceMs = 10_000): Promise<Exit> {
    if (this.ended) return this.exited;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  /** Ends it at once. Resolves when it has ended. */
  async kill(): Promise<Exit> {
    if (!this.ended) this.child.kill('SIGKILL');
    return this.exited;
  }
}
