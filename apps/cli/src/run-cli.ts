import { CommanderError } from 'commander';
import type { CommandContext } from './commands/context';
import { plainText } from './output/plain-text';
import { refusalText } from './output/refusal-text';
import { createProgram } from './program';
import { Refusal } from './refusal';

/** Runs one command line. @returns the exit status; the reason of a failure has been written to `err` */
export async function runCli(args: readonly string[], context: Omit<CommandContext, 'exitWith'>): Promise<number> {
  let status = 0;
  const program = createProgram({ ...context, exitWith: (wanted) => (status = wanted) });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const { terminal } = context;
    if (error instanceof Refusal) terminal.err(refusalText(error, terminal.errStyle));
    else
      terminal.err(
        `${terminal.errStyle.red('✗')} ${plainText(error instanceof Error ? error.message : String(error))}\n`,
      );
    return 1;
  }
}
