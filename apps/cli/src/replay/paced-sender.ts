import type { Arrival } from './arrivals';

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

const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    stop.addEventListener('abort', end);
  });

/** Publishes every arrival at its time after `startMs` of the monotonic clock; resolves when all are acknowledged. */
export async function sendPaced(
  arrivals: Iterator<Arrival>,
  startMs: number,
  publish: Publish,
  pace: Pace,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const dueMs = (arrival: Arrival): number => startMs + arrival.atMs / pace.speed;
  let next = arrivals.next();
  while (!next.done && !pace.stop.aborted) {
    const nowMs = performance.now();
    const due: Arrival[] = [];
    while (!next.done && dueMs(next.value) <= nowMs) {
      pace.onDelay(nowMs - dueMs(next.value));
      due.push(next.value);
      next = arrivals.next();
    }
    if (due.length > 0) {
      const sending: Promise<void> = publish(due, nowMs).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    if (underWay.size >= maxUnderWay) await Promise.race(underWay);
    if (!next.done) await pause(Math.max(tickMs, dueMs(next.value) - performance.now()), pace.stop);
  }
  await Promise.all(underWay);
}
