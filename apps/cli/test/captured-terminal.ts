import { colourless, type Terminal } from '../src/render/terminal';
import { runCli } from '../src/run-cli';

export interface Captured extends Terminal {
  stdout: string;
  stderr: string;
}

export const capturedTerminal = (): Captured => {
  const terminal: Captured = {
    stdout: '',
    stderr: '',
    outStyle: colourless,
    errStyle: colourless,
    live: false,
    columns: Infinity,
    outColumns: 200,
    out: (text) => void (terminal.stdout += text),
    err: (text) => void (terminal.stderr += text),
  };
  return terminal;
};

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line as a user would, in `folder` with `env`. */
export async function cli(
  args: readonly string[],
  at: {
    env?: NodeJS.ProcessEnv;
    folder?: string;
    interrupt?: AbortSignal;
    ask?: (question: string) => Promise<boolean>;
  } = {},
): Promise<Ran> {
  const terminal = capturedTerminal();
  const status = await runCli(args, {
    terminal,
    env: at.env ?? {},
    folder: at.folder ?? '/',
    ...(at.ask === undefined ? {} : { ask: at.ask }),
    onInterrupt: () => at.interrupt ?? new AbortController().signal,
  });
  return { status, stdout: terminal.stdout, stderr: terminal.stderr };
}
