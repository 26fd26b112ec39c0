import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { lastLines, watchdog } from '@harmonybatch/local-backends';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Takes its output, behind what is there. */
  readonly logFile: string;
  /** Ends it, and starts it not at all, once this run is given up. */
  readonly interruption?: AbortSignal;
}

const shownLines = 15;

/** A command ended with another status than 0; the message holds its last lines. */
export class CommandError extends Error {
  constructor({ command, args, logFile }: Command, how: string) {
    const line = [basename(command), ...args].join(' ');
    const lines = lastLines(logFile, shownLines).map((text) => `  ${text}`);
    super([`"${line.slice(0, 200)}" ${how}. Its last lines:`, ...lines].join('\n'));
    this.name = 'CommandError';
  }
}

/**
 * Runs a command to its end, which comes with that of this process at the latest. It has a process group of its own: Ctrl-C
 * reaches this process alone, which decides what ends first.
 * @returns what it wrote on stdout
 * @throws CommandError
 */
export async function runCommand(what: Command): Promise<string> {
  if (what.interruption?.aborted) throw new CommandError(what, 'was not begun, for the run is given up');
  const log = createWriteStream(what.logFile, { flags: 'a' });
  log.write(`$ ${[what.command, ...what.args].join(' ')}\n`);
  const child = spawn(what.command, what.args, {
    cwd: what.cwd,
    env: what.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    signal: what.interruption,
  });
  const { pid } = child;
  if (pid !== undefined) watchdog.watch(pid);
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  return new Promise((resolve, reject) => {
    const end = (how?: string): void => {
      if (pid !== undefined) watchdog.forget(pid);
      log.end(() =>
        how === undefined ? resolve(Buffer.concat(said).toString().trim()) : reject(new CommandError(what, how)),
      );
    };
    // What is interrupted still has to end; what never began has no end to wait for.
    child.on('error', (error) => pid === undefined && end(`did not run: ${error.message}`));
    child.once(
      'close',
      (code, signal) => pid !== undefined && end(code === 0 ? undefined : `ended with ${code ?? signal}`),
    );
  });
}
