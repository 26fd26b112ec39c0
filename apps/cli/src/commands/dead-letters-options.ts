import type { Command } from 'commander';
import { parseAgeSeconds, parsePositive, parseWhole } from '../input/options';
import type { CommandContext } from './context';
import { deadLettersList, deadLettersShow, type ListOptions } from './dead-letters';
import { deadLettersResend, type ResendOptions } from './dead-letters-resend';

const withSelection = (command: Command): Command =>
  command
    .option('--topic <name>', 'letters of that topic only, such as inference.requested')
    .option('--code <code>', 'letters with that reason code only, such as malformed')
    .option('--since <age>', 'letters of that age at most, such as 30m, 12h or 3d', parseAgeSeconds);

/** `harmonybatch dead-letters`. */
export function addDeadLetters(program: Command, context: CommandContext, finding: string): void {
  const letters = program
    .command('dead-letters')
    .description('look at the records that no service could read, and send them again');
  withSelection(letters.command('list'))
    .description('list dead letters, the newest first; exit status 1 where a filter matches none')
    .option('--limit <n>', 'how many', parseWhole(1, 10_000), 50)
    .option('--json', 'print JSON, with key, headers and value of each')
    .addHelpText('after', finding)
    .action((options: ListOptions) => deadLettersList(options, context));
  letters
    .command('show')
    .description('show one dead letter, whole')
    .argument('<place>', 'TOPIC/PARTITION/OFFSET, as the list shows it')
    .option('--json', 'print JSON')
    .addHelpText('after', finding)
    .action((place: string, options: { json?: boolean }) => deadLettersShow(place, options, context));
  withSelection(letters.command('resend'))
    .description(
      'send dead letters back to the topics they came from, unchanged but for one header, and mark them as resent',
    )
    .argument('[places...]', 'TOPIC/PARTITION/OFFSET, as the list shows it')
    .option('--all', 'all that were not resent yet, nor came back; registrations only where --topic names theirs')
    .option('--again', 'those that were resent before, too')
    .option('--limit <n>', 'at most so many, the oldest first', parseWhole(1, 100_000), 1_000)
    .option('--rate <n>', 'records per second', parsePositive(10_000), 100)
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `${finding}

Exit status: 0 where all that was chosen was resent, 1 where nothing was or Kafka refused, 130 after Ctrl-C.

  harmonybatch dead-letters resend inference.requested.dead/0/12
  harmonybatch dead-letters resend --all --topic inference.requested --code malformed --yes`,
    )
    .action((places: string[], options: ResendOptions) => deadLettersResend(places, options, context));
}
