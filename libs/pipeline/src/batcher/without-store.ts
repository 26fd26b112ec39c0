import type { HeldRequest, Stay } from './held-requests';

/** Requests of one route that leave together, and why. */
export interface LeavingBatch {
  readonly reason: 'size' | 'deadline';
  readonly requests: readonly HeldRequest[];
  readonly stay: Stay;
}

const byTime = (one: HeldRequest, other: HeldRequest): number => one.stay!.leavesAtMs - other.stay!.leavesAtMs;

/**
 * Batches of the requests that have to leave without the store: those whose push it did not answer, and those that are due. They
 * are cut as the store cuts them – of one group, full, or when the first request is due – from what this batcher holds.
 */
export function batchesWithoutStore(held: Iterable<HeldRequest>, nowMs: number, maxBatchBytes: number): LeavingBatch[] {
  const groups = new Map<string, HeldRequest[]>();
  for (const one of held) {
    if (one.stay === null || (one.stay.store !== 'did not answer' && one.stay.leavesAtMs > nowMs)) continue;
    const key = one.stay.route.groupJson;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()].flatMap((group) => cut(group.sort(byTime), nowMs, maxBatchBytes));
}

function cut(waiting: readonly HeldRequest[], nowMs: number, maxBatchBytes: number): LeavingBatch[] {
  const batches: LeavingBatch[] = [];
  for (let from = 0; from < waiting.length;) {
    const stay = waiting[from]!.stay!;
    const requests = front(waiting, from, stay.route.group.batchSize, maxBatchBytes);
    const isFull = requests.length === stay.route.group.batchSize || from + requests.length < waiting.length;
    if (!isFull && stay.leavesAtMs > nowMs) break;
    batches.push({ reason: isFull ? 'size' : 'deadline', requests, stay });
    from += requests.length;
  }
  return batches;
}

/** From `from` on as many as one batch may hold, at least one. */
function front(waiting: readonly HeldRequest[], from: number, batchSize: number, maxBatchBytes: number): HeldRequest[] {
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
