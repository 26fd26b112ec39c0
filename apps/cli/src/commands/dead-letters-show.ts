import { placeText, type DeadLetter } from '@harmonybatch/dead-letters';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { DeadLetterLog, missingHint } from '../dead-letters/dead-letter-log';
import { letterJson, letterText, type ListedLetter } from '../dead-letters/letter-text';
import { parsePlace } from '../dead-letters/named-place';
import { finding, json } from '../options/common-options';
import { Refusal } from '../refusal';

/** `harmonybatch dead-letters show`. */
export const addDeadLettersShow = (letters: Command, context: CommandContext): Command =>
  letters
    .command('show')
    .description('show one dead letter, whole')
    .argument('<place>', 'TOPIC/PARTITION/OFFSET, as the list shows it')
    .option(...json)
    .addHelpText('after', finding)
    .action((place: string, options: { json?: boolean }) => deadLettersShow(place, options, context));

/** Shows one dead letter, whole. */
async function deadLettersShow(text: string, options: { json?: boolean }, context: CommandContext): Promise<void> {
  const place = parsePlace(text);
  let found: DeadLetter | undefined;
  const log = await DeadLetterLog.of(context);
  const resent = await log.read([place.topic], (letter) => {
    if (placeText(letter.place) === placeText(place)) found = letter;
  });
  if (found === undefined) throw new Refusal(`There is no dead letter at ${placeText(place)}.`, [], missingHint);
  const listed: ListedLetter = { letter: found, resent: resent.has(placeText(place)) };
  const { terminal } = context;
  if (options.json) printJson(terminal, letterJson(listed));
  else terminal.out(letterText(listed, terminal.outStyle));
}
