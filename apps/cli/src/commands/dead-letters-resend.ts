import {
  isSelected,
  OldestLetters,
  placeText,
  resendLetters,
  whyLeftOut,
  whyNotResendable,
  type DeadLetter,
  type LeftOut,
  type NotResendable,
  type Place,
} from '@harmonybatch/dead-letters';
import type { Command } from 'commander';
import { printJson, type CommandContext } from '../context';
import { DeadLetterLog, missingHint } from '../dead-letters/dead-letter-log';
import { deadTopics, parsePlace } from '../dead-letters/named-place';
import { finding, json } from '../options/common-options';
import { selectionOf, withSelection, type SelectionOptions } from '../options/letter-options';
import { parsePositive, parseWhole } from '../options/option-values';
import { Refusal, type Problem } from '../refusal';
import { plural } from '../render/figures';
import { plainText } from '../render/plain-text';
import { connectProducer } from '../system/kafka';

interface ResendOptions extends SelectionOptions {
  readonly all?: boolean;
  /** Send what was resent before, too. */
  readonly again?: boolean;
  readonly yes?: boolean;
  readonly limit: number;
  /** Records per second. */
  readonly rate: number;
  readonly json?: boolean;
}

/** `harmonybatch dead-letters resend`. */
export const addDeadLettersResend = (letters: Command, context: CommandContext): Command =>
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
    .option(...json)
    .addHelpText('after', `${finding}\n${statusesAndExamples}`)
    .action((places: string[], options: ResendOptions) => deadLettersResend(places, options, context));

const statusesAndExamples = `
Exit status: 0 where all that was chosen was resent, 1 where nothing was or Kafka refused, 130 after Ctrl-C.

  harmonybatch dead-letters resend inference.requested.dead/0/12
  harmonybatch dead-letters resend --all --topic inference.requested --code malformed --yes`;

const interruptedStatus = 130;
/** Letters of one run are held in memory, bytes. */
const maxBytes = 256 * 1024 * 1024;

interface Chosen {
  readonly letters: readonly DeadLetter[];
  /** Letters that match as well, but are too many for one run. */
  readonly left: number;
  /** Why letters that match stay where they are. */
  readonly notes: readonly string[];
}

/** Sends dead letters back to the topics they came from; ends with 1 where nothing was sent or something went wrong. */
async function deadLettersResend(
  places: readonly string[],
  options: ResendOptions,
  context: CommandContext,
): Promise<void> {
  checkWhich(places, options);
  const named = places.map(parsePlace);
  const topics = deadTopics(options.topic);
  const log = await DeadLetterLog.of(context);
  const chosen = named.length > 0 ? await chooseNamed(named, options, log) : await chooseAll(topics, options, log);
  for (const note of chosen.notes) context.terminal.err(`${note}\n`);
  if (chosen.letters.length > 0 && !(await isConfirmed(chosen, options, context))) {
    throw new Refusal('Nothing was resent.');
  }
  const sent = chosen.letters.length === 0 ? [] : await send(chosen.letters, options, log, context);
  report(sent, chosen, options, context);
}

function checkWhich(places: readonly string[], options: ResendOptions): void {
  if (places.length > 0 === (options.all === true)) {
    throw new Refusal('Name the letters to resend, or give --all.', [], 'See `harmonybatch dead-letters list`.');
  }
  if (places.length > 0 && (options.topic ?? options.code ?? options.since) !== undefined) {
    throw new Refusal('--topic, --code and --since choose among --all; named letters need none of them.');
  }
}

async function chooseNamed(places: readonly Place[], options: ResendOptions, log: DeadLetterLog): Promise<Chosen> {
  const wanted = new Map(places.map((place) => [placeText(place), place]));
  const found = new Map<string, DeadLetter>();
  const dead = [...new Set([...wanted.values()].map(({ topic }) => topic))];
  const resent = await log.read(dead, (letter) => {
    const place = placeText(letter.place);
    if (wanted.has(place)) found.set(place, letter);
  });
  const problems = [...wanted.keys()].flatMap((field): Problem[] => {
    const letter = found.get(field);
    if (letter === undefined) return [{ field, message: 'there is no dead letter at that place' }];
    const why = whyNotResendable(letter, options.again ? new Set() : resent);
    return why === null ? [] : [{ field, message: notResendable[why] }];
  });
  if (problems.length > 0) throw new Refusal('Nothing was resent.', problems, missingHint);
  return { letters: [...found.values()], left: 0, notes: [] };
}

const notResendable: Readonly<Record<NotResendable, string>> = {
  resent: 'it was resent before; --again repeats that',
  'no-origin': 'it does not say where it came from',
};

/** Reads twice: what was resent stands behind the letters themselves, and only those that go out are held. */
async function chooseAll(dead: readonly string[], options: ResendOptions, log: DeadLetterLog): Promise<Chosen> {
  const selection = selectionOf(options);
  const resent = options.again ? new Set<string>() : await log.read(dead, () => undefined);
  const oldest = new OldestLetters(options.limit, maxBytes);
  const leftOut = new Map<LeftOut, number>();
  await log.read(dead, (letter) => {
    if (!isSelected(letter, selection)) return;
    const why = whyLeftOut(letter, resent, options.topic !== undefined);
    if (why === null) oldest.add(letter);
    else leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  });
  return { letters: oldest.letters, left: oldest.left, notes: notesOf(leftOut) };
}

const notesOf = (leftOut: ReadonlyMap<LeftOut, number>): string[] =>
  (['came-back', 'no-origin', 'registration'] as const).flatMap((why) => {
    const letters = leftOut.get(why) ?? 0;
    return letters === 0 ? [] : [`Not resent: ${leftOutText[why](letters)}`];
  });

const leftOutText = {
  'came-back': (letters: number) =>
    `${plural(letters, 'letter')} that were sent again before and became dead letters once more; fix the reason, then name them, or --again sends their first letters.`,
  'no-origin': (letters: number) => `${plural(letters, 'letter')} without an origin.`,
  registration: (letters: number) =>
    `${plural(letters, 'registration')}, which could replace newer ones; name their --topic to do so.`,
};

async function isConfirmed({ letters }: Chosen, options: ResendOptions, context: CommandContext): Promise<boolean> {
  if (options.yes) return true;
  const counts = new Map<string, number>();
  for (const { origin } of letters) counts.set(origin?.topic ?? '', (counts.get(origin?.topic ?? '') ?? 0) + 1);
  const what = [...counts].map(([topic, number]) => `${plural(number, 'record')} to ${topic}`).join(', ');
  if (context.ask === undefined) {
    throw new Refusal(`This would send ${what}.`, [], 'Add --yes to do so where there is no terminal to ask on.');
  }
  return context.ask(`Send ${what}?`);
}

async function send(
  letters: readonly DeadLetter[],
  options: ResendOptions,
  log: DeadLetterLog,
  context: CommandContext,
): Promise<DeadLetter[]> {
  const { terminal } = context;
  const producer = await connectProducer(log.kafka);
  const sent: DeadLetter[] = [];
  const onSent = (step: readonly DeadLetter[]): void => {
    sent.push(...step);
    if (terminal.live) terminal.err(`\r\u001b[K  ${sent.length} of ${letters.length}`);
  };
  try {
    await resendLetters(letters, producer, {
      topicPrefix: log.system.topicPrefix,
      rateHz: options.rate,
      interrupt: context.onInterrupt(),
      onSent,
    });
    return sent;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `Kafka took no more after ${plural(sent.length, 'record')}: ${reason}`,
      [],
      'What was sent is marked; run the command again for the rest.',
    );
  } finally {
    if (terminal.live) terminal.err('\r\u001b[K');
    await producer.disconnect().catch(() => undefined);
  }
}

function report(sent: readonly DeadLetter[], chosen: Chosen, options: ResendOptions, context: CommandContext): void {
  const { terminal } = context;
  const interrupted = sent.length < chosen.letters.length;
  const left = chosen.left + chosen.letters.length - sent.length;
  if (interrupted) context.exitWith(interruptedStatus);
  else if (sent.length === 0) context.exitWith(1);
  if (options.json) {
    const resent = sent.map(({ place, origin }) => ({ place: placeText(place), to: origin?.topic }));
    return printJson(terminal, { resent, left });
  }
  for (const { place, origin } of sent.slice(0, 20)) {
    terminal.out(`  ${placeText(place)} → ${plainText(origin?.topic ?? '')}\n`);
  }
  if (sent.length > 20) terminal.out(`  … and ${sent.length - 20} more\n`);
  terminal.out(sent.length === 0 ? 'Nothing to resend.\n' : `${plural(sent.length, 'record')} resent.\n`);
  if (left > 0) terminal.err(`${plural(left, 'letter')} left for another run.\n`);
}
