import { CommanderError } from 'commander';
import type { CommandContext } from './context';
import { createProgram } from './program';
import { Refusal } from './refusal';
import { plainText } from './render/plain-text';
import type { Style } from './render/terminal';

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

const shownProblems = 20;

/** A refusal with every problem on a line of its own. */
export function refusalText(refusal: Refusal, style: Style): string {
  const problems = refusal.problems.slice(0, shownProblems).map(({ field, message }) => {
    const where = field === '' ? '' : `${style.yellow(plainText(field))}: `;
    return `  ${where}${plainText(message)}\n`;
  });
  const hidden = refusal.problems.length - shownProblems;
  return (
    `${style.red('✗')} ${plainText(refusal.message)}\n` +
    problems.join('') +
    (hidden > 0 ? `  … and ${hidden} more\n` : '') +
    (refusal.hint === undefined ? '' : `  ${plainText(refusal.hint)}\n`)
  );
}
