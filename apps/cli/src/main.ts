import { createInterface } from 'node:readline/promises';
import { exitWhenFlushed } from '@harmonybatch/service-kit/program';
import { processTerminal } from './render/terminal';
import { runCli } from './run-cli';

const interruptedStatus = 130;

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

/**
 * `harmonybatch … | head` closes our output early: nobody reads the rest, but what the command does it does to its end.
 * Output that cannot be written for another reason is a failure.
 */
let unwritten: string | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') unwritten = error.message;
  });
}

function end(status: number): void {
  if (unwritten !== undefined) process.stderr.write(`✗ The output could not be written: ${unwritten}\n`);
  exitWhenFlushed(unwritten === undefined ? status : status || 1);
}

void runCli(process.argv.slice(2), {
  terminal: processTerminal(process),
  env: process.env,
  folder: process.cwd(),
  onInterrupt,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
}).then(end);
