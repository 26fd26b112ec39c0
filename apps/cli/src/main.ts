import { createInterface } from 'node:readline/promises';
import { processTerminal } from './output/terminal';
import { runCli } from './run-cli';

const interruptedStatus = 130;
/** Sockets that a refused connection left half open must not hold the process, ms. */
const lingerMs = 500;

/** The first Ctrl-C is the command's, the second ends the process at once. */
function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(interruptedStatus);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/** Whether the person at the terminal says yes; anything else is a no, as is Ctrl-C. */
async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** `harmonybatch … | head` closes our output early: nothing is left to say. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void runCli(process.argv.slice(2), {
  terminal: processTerminal(process),
  env: process.env,
  folder: process.cwd(),
  onInterrupt,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
}).then((status) => {
  process.exitCode = status;
  setTimeout(() => process.exit(status), lingerMs).unref();
});
