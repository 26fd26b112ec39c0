import { setTimeout as sleep } from 'node:timers/promises';
import { resentFromHeader } from '@harmonybatch/contracts';
import type { Message, Producer, TopicMessages } from 'kafkajs';
import { resentNote, type DeadLetter } from './dead-letter';
import { placeText } from './place';
import { bytesOf } from './selection';

/** Letters that go out together, and are then noted as sent. */
const maxLettersPerStep = 50;
const maxBytesPerStep = 1024 * 1024;
const msPerSecond = 1_000;

export interface ResendTerms {
  /** The deployment's prefix of topics. */
  readonly topicPrefix: string;
  /** Records per second. */
  readonly rateHz: number;
  /** Ends the run after the records under way. */
  readonly interrupt: AbortSignal;
  /** Told after every step how many were sent. */
  readonly onSent: (letters: readonly DeadLetter[]) => void;
}

/**
 * Sends the originals of letters back to where they came from, byte for byte but for one header, and notes after each step in the letters'
 * topic which were sent. A run that ends between the two sends one step again when it is repeated: better than never.
 */
export async function resendLetters(
  letters: readonly DeadLetter[],
  producer: Pick<Producer, 'sendBatch'>,
  terms: ResendTerms,
): Promise<void> {
  const startMs = performance.now();
  let sent = 0;
  for (const step of stepsOf(letters, Math.min(maxLettersPerStep, Math.ceil(terms.rateHz)))) {
    await until(startMs + (sent / terms.rateHz) * msPerSecond, terms.interrupt);
    if (terms.interrupt.aborted) return;
    await producer.sendBatch({ acks: -1, topicMessages: originals(step, terms) });
    await producer.sendBatch({ acks: -1, topicMessages: notes(step, terms) });
    sent += step.length;
    terms.onSent(step);
  }
}

/** Resolves at that time of `performance.now`, or as soon as it is interrupted. */
async function until(atMs: number, interrupt: AbortSignal): Promise<void> {
  const leftMs = atMs - performance.now();
  if (leftMs > 0) await sleep(leftMs, undefined, { signal: interrupt }).catch(() => undefined);
}

function stepsOf(letters: readonly DeadLetter[], maxLetters: number): DeadLetter[][] {
  const steps: DeadLetter[][] = [];
  let bytes = 0;
  for (const letter of letters) {
    const step = steps[steps.length - 1];
    bytes += bytesOf(letter);
    if (step !== undefined && step.length < maxLetters && bytes <= maxBytesPerStep) {
      step.push(letter);
    } else {
      steps.push([letter]);
      bytes = bytesOf(letter);
    }
  }
  return steps;
}

function originals(letters: readonly DeadLetter[], { topicPrefix }: ResendTerms): TopicMessages[] {
  const messages = new Map<string, Message[]>();
  for (const letter of letters) {
    if (letter.origin === undefined) throw new Error('a letter without origin cannot be sent back');
    const { topic } = letter.origin;
    messages.set(topic, [...(messages.get(topic) ?? []), messageOf(letter)]);
  }
  return [...messages].map(([topic, list]) => ({ topic: topicPrefix + topic, messages: list }));
}

/** The record as it was, with the place of its first letter: as a dead letter once more, it is known to be the same. */
const messageOf = ({ key, value, headers, place, copyOf }: DeadLetter): Message => ({
  key,
  value,
  headers: {
    ...Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, [...values]])),
    [resentFromHeader]: copyOf ?? placeText(place),
  },
});

function notes(letters: readonly DeadLetter[], { topicPrefix }: ResendTerms): TopicMessages[] {
  const topics = new Set(letters.map(({ place }) => place.topic));
  return [...topics].map((topic) => {
    const places = letters.map(({ place }) => place).filter((place) => place.topic === topic);
    return { topic: topicPrefix + topic, messages: [resentNote(places)] };
  });
}
