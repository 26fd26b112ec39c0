import { DeadLetterLog } from '../dead-letters/dead-letter-log';
import { lettersTable, letterJson, letterText, type ListedLetter } from '../dead-letters/letter-text';
import { deadTopics, parsePlace, placeText } from '../dead-letters/place';
import { isSelected, NewestLetters, type Selection } from '../dead-letters/selection';
import type { DeadLetter } from '../dead-letters/dead-letter';
import { count, plural } from '../output/figures';
import { Refusal } from '../refusal';
import { printJson, type CommandContext } from './context';

export interface SelectionOptions {
  readonly topic?: string;
  readonly code?: string;
  /** Age of the oldest, s. */
  readonly since?: number;
}

export interface ListOptions extends SelectionOptions {
  readonly limit: number;
  readonly json?: boolean;
}

export const selectionOf = ({ code, since }: SelectionOptions): Selection => ({
  ...(code === undefined ? {} : { code }),
  ...(since === undefined ? {} : { sinceMs: Date.now() - since * 1000 }),
});

const isFiltered = ({ topic, code, since }: SelectionOptions): boolean =>
  topic !== undefined || code !== undefined || since !== undefined;

/** Lists dead letters, the newest first; ends with 1 where a filter matches none. */
export async function deadLettersList(options: ListOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const selection = selectionOf(options);
  const newest = new NewestLetters(options.limit);
  const resent = await DeadLetterLog.of(context).read(deadTopics(options.topic), (letter) => {
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

/** Shows one dead letter, whole. */
export async function deadLettersShow(
  text: string,
  options: { json?: boolean },
  context: CommandContext,
): Promise<void> {
  const place = parsePlace(text);
  let found: DeadLetter | undefined;
  const resent = await DeadLetterLog.of(context).read([place.topic], (letter) => {
    if (placeText(letter.place) === placeText(place)) found = letter;
  });
  if (found === undefined) throw new Refusal(`There is no dead letter at ${placeText(place)}.`, [], missingHint);
  const listed: ListedLetter = { letter: found, resent: resent.has(placeText(place)) };
  const { terminal } = context;
  if (options.json) printJson(terminal, letterJson(listed));
  else terminal.out(letterText(listed, terminal.outStyle));
}

export const missingHint = 'Letters are kept for 7 days; `harmonybatch dead-letters list` shows those there are.';
