import type { Arrival, MergedArrivals } from '@harmonybatch/traffic';
import { pause } from '../system/pause';

/** Where requests go; resolves when Kafka acknowledged them. */
export type Publish = (arrivals: readonly Arrival[], nowMs: number) => Promise<void>;

export interface Pace {
  /** Times faster than the trace. */
  readonly speed: number;
  /** Stops the sending; what is under way is still acknowledged. */
  readonly stop: AbortSignal;
  /** Told how late each request was sent, ms. */
  onDelay(delayMs: number): void;
}

/** Requests due within this time leave together: waking for each would cost more than sending it. */
const tickMs = 4;
/** Publishes under way at once; beyond it Kafka is not keeping up and sending waits. */
const maxUnderWay = 500;

/** Publishes every arrival at its time after `startMs` of the monotonic clock; resolves when all are acknowledged. */
export async function sendPaced(
  arrivals: Pick<MergedArrivals, 'next'>,
  startMs: number,
  publish: Publish,
  pace: Pace,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const dueMs = (arrival: Arrival): number => startMs + arrival.atMs / pace.speed;
  let next = arrivals.next();
  while (next !== undefined && !pace.stop.aborted) {
    const nowMs = performance.now();
    const due: Arrival[] = [];
    while (next !== undefined && dueMs(next) <= nowMs) {
      pace.onDelay(nowMs - dueMs(next));
      due.push(next);
      next = arrivals.next();
    }
    if (due.length > 0) {
      const sending: Promise<void> = publish(due, nowMs).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    if (underWay.size >= maxUnderWay) await Promise.race(underWay);
    if (next !== undefined) await pause(Math.max(tickMs, dueMs(next) - performance.now()), pace.stop);
  }
  await Promise.all(underWay);
}
