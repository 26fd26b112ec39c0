import type { Resend, ResendAnswer } from '@harmonybatch/console-api';
import {
  bytesOf,
  isRegistration,
  isSelected,
  placeText,
  readPlace,
  whyLeftOut,
  whyNotResendable,
  type DeadLetter,
  type LeftOut,
} from '@harmonybatch/dead-letters';
import type { Clock } from '@harmonybatch/ports';
import { invalid } from '../protocol/refusal';
import { maxRecordsPerTopic, topicsOf, type LetterTopics } from './letter-topics';
import { ResendConfirmations, type Confirmable } from './resend-confirmations';
import { resendCommand } from './resend-command';

/** Letters of one call: at the rate at which they are sent, ten seconds. */
const maxLetters = 1_000;
const maxBytes = 64 * 1024 * 1024;

/** What is kept of a letter until all was read: what was sent again stands behind the letters themselves. */
interface Candidate {
  readonly place: string;
  readonly to: string;
  readonly bytes: number;
  readonly why: LeftOut | null;
}

/** Why letters of a filter are not sent. */
type Reason = LeftOut | 'missing' | 'too-many' | 'unread' | 'interrupted';

/** Sends dead letters again: first a dry run, then what that found. */
export class Resending {
  private readonly confirmations = new ResendConfirmations();
  private readonly ended = new AbortController();

  constructor(
    private readonly topics: LetterTopics,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** @throws Refusal */
  async answer(asked: Resend): Promise<ResendAnswer> {
    const named = asked.places === undefined ? null : new Set(asked.places.map(namedPlace));
    const topics = topicsOf(asked.filter.topic, '/filter/topic');
    if (asked.confirm === undefined) return this.dryRun(asked, topics, named);
    const found = this.confirmations.find(asked, asked.confirm, this.clock.nowMs());
    found.sending ??= this.send(asked, topics, found).catch((error: unknown) => {
      delete found.sending;
      throw error;
    });
    return found.sending;
  }

  /** Ends what is being sent after the records under way. */
  close(): void {
    this.ended.abort();
  }

  private async dryRun(
    asked: Resend,
    topics: readonly string[],
    named: ReadonlySet<string> | null,
  ): Promise<ResendAnswer> {
    const candidates: Candidate[] = [];
    const { resent, notRead } = await this.topics.read(topics, (letter) => {
      const place = placeText(letter.place);
      if (!isSelected(letter, asked.filter) || named?.has(place) === false) return;
      candidates.push(candidateOf(letter, place, named !== null));
    });
    const leftOut = new LeftOutCounts();
    if (notRead > 0) leftOut.add('unread', notRead);
    if (named !== null && named.size > candidates.length) leftOut.add('missing', named.size - candidates.length);
    const chosen = new Map<string, Candidate>();
    let bytes = 0;
    for (const candidate of candidates) {
      const why = resent.has(candidate.place) ? 'resent' : candidate.why;
      const isTooMany = chosen.size >= maxLetters || bytes + candidate.bytes > maxBytes;
      if (why !== null || isTooMany) {
        leftOut.add(why ?? 'too-many', 1);
      } else {
        chosen.set(candidate.place, candidate);
        bytes += candidate.bytes;
      }
    }
    const places = new Set(chosen.keys());
    return {
      dryRun: true,
      eligible: chosen.size,
      byTopic: countedBy([...chosen.values()], ({ to }) => to),
      leftOut: leftOut.inWords(),
      confirm: chosen.size === 0 ? null : this.confirmations.offer(asked, places, this.clock.nowMs()),
      sent: 0,
      command: resendCommand(asked, this.clock.nowMs()),
    };
  }

  /** Reads again: somebody else may have sent some of them meanwhile. */
  private async send(asked: Resend, topics: readonly string[], { places }: Confirmable): Promise<ResendAnswer> {
    const found: DeadLetter[] = [];
    const { resent } = await this.topics.read(topics, (letter) => {
      if (places.has(placeText(letter.place))) found.push(letter);
    });
    const letters = found.filter((letter) => whyNotResendable(letter, resent) === null);
    const leftOut = new LeftOutCounts();
    leftOut.add('resent', found.length - letters.length);
    leftOut.add('missing', places.size - found.length);
    let sent = 0;
    const onSent = (step: readonly DeadLetter[]): void => void (sent += step.length);
    if (letters.length > 0) await this.topics.resend(letters, { interrupt: this.ended.signal, onSent });
    leftOut.add('interrupted', letters.length - sent);
    return {
      dryRun: false,
      eligible: letters.length,
      byTopic: countedBy(letters, ({ origin }) => origin!.topic),
      leftOut: leftOut.inWords(),
      confirm: null,
      sent,
      command: resendCommand(asked, this.clock.nowMs()),
    };
  }
}

/** @throws Refusal where it is no place of a dead letter */
function namedPlace(text: string, at: number): string {
  const place = readPlace(text);
  if (place !== null) return placeText(place);
  throw invalid(`/places/${at}`, 'it is not the place of a dead letter', 'Places are as GET /dead-letters tells them.');
}

/** Registrations are the operators’ alone: the console may not write them. */
function candidateOf(letter: DeadLetter, place: string, isNamed: boolean): Candidate {
  const none = new Set<string>();
  const ofNamed = whyNotResendable(letter, none) ?? (isRegistration(letter) ? 'registration' : null);
  const why = isNamed ? ofNamed : whyLeftOut(letter, none, false);
  return { place, to: letter.origin?.topic ?? '', bytes: bytesOf(letter), why };
}

function countedBy<T>(items: readonly T[], nameOf: (item: T) => string): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** How many letters are left out, by why. */
class LeftOutCounts {
  private readonly counts = new Map<Reason, number>();

  add(reason: Reason, letters: number): void {
    if (letters > 0) this.counts.set(reason, (this.counts.get(reason) ?? 0) + letters);
  }

  inWords(): ResendAnswer['leftOut'] {
    return [...this.counts].map(([reason, letters]) => ({ letters, because: because[reason] }));
  }
}

const because: Readonly<Record<Reason, string>> = {
  resent: 'they were sent again before',
  'no-origin': 'they do not say where they came from',
  'came-back':
    'they were sent again before and became dead letters once more: mend the reason, then choose them by name',
  registration: 'they are registrations, which could replace newer ones: the command line sends them',
  missing: 'they are not there any more, or the filter leaves them out',
  'too-many': `they are more than one call sends, ${maxLetters} letters or 64 MiB: send these, then the others`,
  unread: `they are older than the newest ${maxRecordsPerTopic} records of their topic: the command line reads all`,
  interrupted: 'the console was stopped: a new dry run finds them',
};
