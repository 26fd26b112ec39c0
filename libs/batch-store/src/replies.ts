import type { StoreAnswer, LeasedBatch, PushReply, SettleVerdict } from '@harmonybatch/ports';

/** What every script answers: the generation of the memory, since when facts are known, and the verb's own reply. */
export function answerOf<T>(reply: readonly unknown[], value: T): StoreAnswer<T> {
  return { generation: Number(reply[0]), knownSinceMs: Number(reply[1]), reply: value };
}

/** Of several replies the one whose generation counts: the last, for a wipe may come between two of them. */
export function answerByLast<T>(replies: readonly (readonly unknown[])[], value: T): StoreAnswer<T> {
  const last = replies[replies.length - 1];
  if (last === undefined) throw new Error('cannot read the generation: no script was called');
  return answerOf(last, value);
}

/** A batch as the scripts give it: id, group, route, reason, ids and payloads alternating, since when it is known open, and when it was due. */
export function leasedBatch(raw: unknown): LeasedBatch {
  const [batchId, groupId, route, reason, parts, open, due] = raw as [
    string,
    string,
    string,
    'size' | 'deadline',
    string[],
    string | null,
    string | null,
  ];
  const requests: { id: string; payload: string }[] = [];
  for (let index = 0; index < parts.length; index += 2)
    requests.push({ id: parts[index]!, payload: parts[index + 1]! });
  const openAtMs = timeOrNull(open);
  return {
    batchId,
    groupId,
    route,
    reason,
    requests,
    openAtMs: openAtMs === null ? undefined : Math.floor(openAtMs),
    ...dueOf(timeOrNull(due)),
  };
}

/** A score of Redis may be any number; a time that is none is not known. */
const dueOf = (dueAtMs: number | null): { dueAtMs?: number } =>
  dueAtMs !== null && dueAtMs >= 0 && Number.isFinite(dueAtMs) ? { dueAtMs } : {};

/** What `push` says of each of its requests. */
export const pushReplies = (reply: readonly unknown[]): PushReply[] => (reply[2] as unknown[][]).map(pushReply);

function pushReply([kind, detail, cut]: readonly unknown[]): PushReply {
  const displaced = cut == null ? {} : { displaced: leasedBatch(cut) };
  switch (kind) {
    case 'emitted':
      return { kind };
    case 'held':
      return { kind, untilMs: Number(detail) };
    case 'buffered':
      return { kind, flushAtMs: Number(detail), ...displaced };
    case 'flush':
      return { kind, batch: leasedBatch(detail), ...displaced };
    default:
      throw new Error(`push answered ${String(kind)}`);
  }
}

export function settleVerdict(word: string): SettleVerdict {
  if (word === 'mine' || word === 'again' || word === 'done') return { kind: word };
  return { kind: 'busy', untilMs: Number(word) };
}

/** A time, or null where the script answered false. */
export const timeOrNull = (value: unknown): number | null => (typeof value === 'string' ? Number(value) : null);
