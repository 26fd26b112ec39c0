import type { Answer } from '../chain/chain';

/** An answer and when the client had read it, epoch ms. */
export interface ReadAnswer extends Answer {
  readonly readAtMs: number;
}

/** The broker's times are whole milliseconds: on the average a record was appended so much later, ms. */
const cutOffMs = 0.5;

/**
 * When a batch was to leave by plan: when its last request arrived, if that made it full, else when the timeout of its first
 * one was over. A request without a batch was to leave when it arrived.
 */
function departures(answers: readonly ReadAnswer[]): Map<string, number> {
  const arrivals = new Map<string, number[]>();
  const planned = new Map<string, number>();
  for (const { batch, arrivedAtMs } of answers) {
    if (batch === undefined) continue;
    const times = arrivals.get(batch.id) ?? [];
    times.push(arrivedAtMs);
    arrivals.set(batch.id, times);
    planned.set(batch.id, batch.reason === 'size' ? Math.max(...times) : Math.min(...times) + batch.timeoutMs);
  }
  return planned;
}

/**
 * What the system adds to each request, ms: from when it was to leave by plan until the client has read the answer, less the
 * time in the function. Times of arrival are the broker's, on the same clock.
 */
export function addedLatencies(answers: readonly ReadAnswer[]): number[] {
  const departsAtMs = departures(answers);
  return answers.map(({ arrivedAtMs, executedMs, readAtMs, batch }) => {
    const leavesAtMs = batch === undefined ? arrivedAtMs : departsAtMs.get(batch.id)!;
    return readAtMs - (leavesAtMs + cutOffMs) - executedMs;
  });
}
