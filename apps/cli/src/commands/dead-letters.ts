import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { addDeadLettersList } from './dead-letters-list';
import { addDeadLettersResend } from './dead-letters-resend';
import { addDeadLettersShow } from './dead-letters-show';

/** `harmonybatch dead-letters`, with its subcommands. */
export function addDeadLetters(program: Command, context: CommandContext): void {
  const letters = program
    .command('dead-letters')
    .description('look at the records that no service could read, and send them again');
  addDeadLettersList(letters, context);
  addDeadLettersShow(letters, context);
  addDeadLettersResend(letters, context);
}
