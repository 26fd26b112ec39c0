import { isSelected, NewestLetters, placeText } from '@harmonybatch/dead-letters';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { DeadLetterLog } from '../dead-letters/dead-letter-log';
import { lettersTable, letterJson } from '../dead-letters/letter-text';
import { deadTopics } from '../dead-letters/named-place';
import { finding } from '../options/common-options';
import { isFiltered, selectionOf, withSelection, type SelectionOptions } from '../options/letter-options';
import { parseWhole } from '../options/option-values';
import { count, plural } from '../render/figures';

interface ListOptions extends SelectionOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** `harmonybatch dead-letters list`. */
export const addDeadLettersList = (letters: Command, context: CommandContext): Command =>
  withSelection(letters.command('list'))
    .description('list dead letters, the newest first; exit status 1 where a filter matches none')
    .option('--limit <n>', 'how many', parseWhole(1, 10_000), 50)
    .option('--json', 'print JSON, with key, headers and value of each')
    .addHelpText('after', finding)
    .action((options: ListOptions) => deadLettersList(options, context));

/** Lists dead letters, the newest first; ends with 1 where a filter matches none. */
async function deadLettersList(options: ListOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const selection = selectionOf(options);
  const newest = new NewestLetters(options.limit);
  const topics = deadTopics(options.topic);
  const log = await DeadLetterLog.of(context);
  const resent = await log.read(topics, (letter) => {
    if (isSelected(letter, selection)) newest.add(letter);
  });
  const listed = newest.newestFirst().map((letter) => ({ letter, resent: resent.has(placeText(letter.place)) }));
  if (listed.length === 0 && isFiltered(options)) context.exitWith(1);
  if (options.json) return printJson(terminal, { matched: newest.seen, letters: listed.map(letterJson) });
  if (listed.length === 0)
    return terminal.out(isFiltered(options) ? 'No dead letter matches.\n' : 'No dead letters.\n');
  terminal.out(`\n${lettersTable(listed, terminal.outColumns, terminal.outStyle)}\n`);
  const hidden = newest.seen - listed.length;
  if (hidden > 0) terminal.err(`${plural(hidden, 'older letter')} more; --limit ${count(newest.seen)} shows all.\n`);
}
