import type { DeadLetterFilter, DeadLetterList } from '@harmonybatch/console-api';
import { isSelected, NewestLetters, type Place } from '@harmonybatch/dead-letters';
import { letterRow } from './letter-rows';
import { topicsOf, type LetterTopics } from './letter-topics';

/** Codes that are counted by name: whoever writes to a topic may make some up. */
const maxCodes = 100;

interface Listed {
  readonly place: Place;
  readonly atMs: number;
  readonly row: ReturnType<typeof letterRow>;
}

/** The newest letters that a filter leaves, and how many there are. @throws Refusal */
export async function listLetters(
  topics: LetterTopics,
  filter: DeadLetterFilter,
  limit: number,
): Promise<DeadLetterList> {
  const newest = new NewestLetters<Listed>(limit);
  const [byCode, byTopic] = [new Map<string, number>(), new Map<string, number>()];
  const { resent, notRead } = await topics.read(topicsOf(filter.topic, 'topic'), (letter) => {
    if (!isSelected(letter, filter)) return;
    const row = letterRow(letter);
    newest.add({ place: letter.place, atMs: letter.atMs, row });
    count(byCode, byCode.has(row.code) || byCode.size < maxCodes ? row.code : 'other');
    count(byTopic, letter.place.topic);
  });
  return {
    rows: newest.newestFirst().map(({ row }) => ({ ...row, resent: resent.has(row.place) })),
    total: newest.seen,
    byCode: Object.fromEntries(byCode),
    byTopic: Object.fromEntries(byTopic),
    ...(notRead > 0 ? { notRead } : {}),
  };
}

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
