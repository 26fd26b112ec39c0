import { topics } from '@harmonybatch/contracts';
import type { DeadLetter } from './dead-letter';
import { placeText } from './place';

/** Why a letter that somebody named stays where it is: it was sent again, or does not say where it came from. */
export type NotResendable = 'resent' | 'no-origin';

/**
 * Why one of many stays where it is. `came-back`: it was sent again before, and became a dead letter once more; `registration`: it
 * would take the place of a newer one of its key.
 */
export type LeftOut = NotResendable | 'came-back' | 'registration';

/** Topics that hold the last record of each key. */
const stateTopics: ReadonlySet<string> = new Set(
  Object.values(topics)
    .filter(({ cleanup }) => cleanup === 'compact')
    .map(({ name }) => name),
);

/**
 * Of a letter that somebody named; null where it can be sent again.
 * @param resent places (as text) of letters that were
 */
export function whyNotResendable({ place, origin }: DeadLetter, resent: ReadonlySet<string>): NotResendable | null {
  if (resent.has(placeText(place))) return 'resent';
  return origin === undefined ? 'no-origin' : null;
}

/**
 * Of a letter among all that a filter leaves; null where it is sent again.
 * @param topicNamed whether their topic was asked for: then registrations are sent too
 */
export function whyLeftOut(letter: DeadLetter, resent: ReadonlySet<string>, topicNamed: boolean): LeftOut | null {
  const why = whyNotResendable(letter, resent);
  if (why !== null) return why;
  if (letter.copyOf !== undefined) return 'came-back';
  return !topicNamed && isRegistration(letter) ? 'registration' : null;
}

/** Whether its original is the last word on something: sent again, it would take the place of a newer one. */
export const isRegistration = ({ origin }: DeadLetter): boolean => stateTopics.has(origin?.topic ?? '');
