import { setTimeout as sleep } from 'node:timers/promises';
import { PoissonArrivals, SeededRandomness } from '@harmonybatch/traffic';

/** Requests due within this time leave together: waking for each would cost more than sending it, ms. */
const tickMs = 5;

export interface OpenLoop {
  readonly rateHz: number;
  /** Part of the requests that each app sends; together 1. */
  readonly shares: readonly number[];
  readonly seed: number;
  /** When it begins and ends, epoch ms. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly signal: AbortSignal;
}

/** Sends Poisson traffic at its own pace, however slow the answers are; each request to an app drawn by chance. */
export async function sendOpenLoop(loop: OpenLoop, send: (apps: readonly number[]) => void): Promise<void> {
  const arrivals = new PoissonArrivals(loop.rateHz, loop.seed, 'all apps');
  const random = SeededRandomness.stream(loop.seed, 'which app');
  const next = (): number => loop.fromMs + arrivals.next();
  let nextMs = next();
  while (nextMs < loop.untilMs && !loop.signal.aborted) {
    const nowMs = Date.now();
    const due: number[] = [];
    while (nextMs <= nowMs && nextMs < loop.untilMs) {
      due.push(drawn(loop.shares, random.uniform()));
      nextMs = next();
    }
    if (due.length > 0) send(due);
    await sleep(Math.max(tickMs, nextMs - Date.now()), undefined, { signal: loop.signal });
  }
}

/** Index of the share that a number from 0 to 1 falls into. */
function drawn(shares: readonly number[], at: number): number {
  let left = at;
  const index = shares.findIndex((share) => (left -= share) < 0);
  return index < 0 ? shares.length - 1 : index;
}
