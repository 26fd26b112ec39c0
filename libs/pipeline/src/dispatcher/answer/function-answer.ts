import { limits } from '@harmonybatch/contracts';
import { lenientItems, lenientMembers, opensList, opensObject, skipSpace, type LenientMember } from './lenient-json';

/** What a record holds beside the outputs takes less than this, bytes. */
const envelopeBytes = 64 * 1024;
/** Largest outputs of one item that a record carries, bytes of JSON. */
export const maxOutputBytes = limits.maxRecordBytes - envelopeBytes;
/** An answer may have so many entries more than were asked for before the rest of it is not looked at. */
const maxUnrequestedItems = 1_024;

/** Largest answer that a batch of this many items has a use for, bytes; the platform carries no larger ones either. */
export const maxAnswerBytes = (items: number): number =>
  Math.min(limits.maxInvocationBytes, items * maxOutputBytes + envelopeBytes);

/** One entry of an answer: its id, and the texts of its members. */
export interface AnswerItem {
  readonly id: string;
  /** It is longer than any that can be carried, and was not looked into further. */
  readonly oversized?: true;
  readonly outputs?: string;
  readonly error?: string;
}

/** The entries of an answer one after the other; nothing is read further than it is asked for. Null where there is no list of them. */
export function answerItems(text: string): Generator<AnswerItem | null> | null {
  const start = skipSpace(text, text.startsWith('\ufeff') ? 1 : 0);
  if (!opensObject(text, start)) return null;
  for (const { name, start: at } of lenientMembers(text, start)) {
    if (name === 'items') return opensList(text, at) ? itemsFrom(text, at) : null;
  }
  return null;
}

/** Yields null for what is passed over, so that whoever reads can rest in between. */
function* itemsFrom(text: string, open: number): Generator<AnswerItem | null> {
  let seen = 0;
  for (const { start, end } of lenientItems(text, open)) {
    if ((seen += 1) > limits.maxBatchSize + maxUnrequestedItems) return;
    const oversized = end - start > maxOutputBytes + envelopeBytes;
    yield opensObject(text, start) ? (oversized ? oversizedItem(text, start) : itemOf(text, start)) : null;
  }
}

function itemOf(text: string, open: number): AnswerItem | null {
  const found: Record<string, string> = {};
  for (const { name, start, end } of lenientMembers(text, open)) {
    if (end === null) break;
    if (name === 'id' || name === 'outputs' || name === 'error') found[name] = text.slice(start, end).trimEnd();
  }
  const id = parsed(found['id']);
  return typeof id === 'string' ? { ...found, id } : null;
}

/** Its id is known where it stands before what is so long. */
function oversizedItem(text: string, open: number): AnswerItem | null {
  const first = lenientMembers(text, open).next().value as LenientMember | undefined;
  const id = first?.name === 'id' && first.end !== null ? parsed(text.slice(first.start, first.end)) : undefined;
  return typeof id === 'string' ? { id, oversized: true } : null;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
