import type { HeldRequest, Buffering } from './held-requests';

/** Requests of one route that leave together, and why. */
export interface LocalBatch {
  readonly reason: 'size' | 'deadline';
  readonly requests: readonly HeldRequest[];
  readonly buffering: Buffering;
}

const byTime = (one: HeldRequest, other: HeldRequest): number => one.buffering!.flushAtMs - other.buffering!.flushAtMs;

/**
 * Batches of the requests that have to leave without the store: those whose push it did not answer, and those that are due. They
 * are cut as the store cuts them – of one group, full, or when the first request is due – from what this batcher holds.
 */
export function batchesWithoutStore(held: Iterable<HeldRequest>, nowMs: number, maxBatchBytes: number): LocalBatch[] {
  const groups = new Map<string, HeldRequest[]>();
  for (const one of held) {
    if (one.buffering === null || (one.buffering.storeState !== 'did not answer' && one.buffering.flushAtMs > nowMs))
      continue;
    const key = one.buffering.route.groupJson;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap((group) => cut(group.sort(byTime), nowMs, maxBatchBytes));
}

function cut(waiting: readonly HeldRequest[], nowMs: number, maxBatchBytes: number): LocalBatch[] {
  const batches: LocalBatch[] = [];
  for (let from = 0; from < waiting.length;) {
    const buffering = waiting[from]!.buffering!;
    const requests = takeBatch(waiting, from, buffering.route.group.batchSize, maxBatchBytes);
    const isFull = requests.length === buffering.route.group.batchSize || from + requests.length < waiting.length;
    if (!isFull && buffering.flushAtMs > nowMs) break;
    batches.push({ reason: isFull ? 'size' : 'deadline', requests, buffering });
    from += requests.length;
  }
  return batches;
}

/** From `from` on as many as one batch may hold, at least one. */
function takeBatch(
  waiting: readonly HeldRequest[],
  from: number,
  batchSize: number,
  maxBatchBytes: number,
): HeldRequest[] {
  const requests: HeldRequest[] = [];
  let bytes = 0;
  for (let index = from; index < waiting.length && requests.length < batchSize; index += 1) {
    const one = waiting[index]!;
    bytes += Buffer.byteLength(one.payload);
    if (requests.length > 0 && bytes > maxBatchBytes) break;
    requests.push(one);
  }
  return requests;
}
