import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InferenceClient } from '@harmonybatch/client';
import { PoissonArrivals } from '@harmonybatch/traffic';
import type { Load } from './load-client';

/** The same requests through both doors of one system. */
export interface TwoDoors {
  readonly kafka: InferenceClient;
  readonly http: InferenceClient;
}

/** From send to answer, ms, by door. */
export type DoorLatencies = { readonly [Door in keyof TwoDoors]: readonly number[] };

const inputs = { text: 'x'.repeat(200) };
const tickMs = 1;
const timeoutMs = 30_000;

/**
 * Sends a Poisson process of requests, one by Kafka and the next by HTTP, so that they wait in the same batches.
 * @param seed of the process
 * @throws InferenceError of the first that is not answered
 */
export async function runTwoDoors(doors: TwoDoors, { rateHz, durationMs }: Load, seed: number): Promise<DoorLatencies> {
  const run = randomBytes(4).toString('hex');
  const arrivals = new PoissonArrivals(rateHz, seed, 'load');
  const latencies = { kafka: [] as number[], http: [] as number[] };
  const open: Promise<void>[] = [];
  const startMs = performance.now();
  let nextMs = arrivals.next();
  for (let elapsedMs = 0; elapsedMs < durationMs; elapsedMs = performance.now() - startMs) {
    for (; nextMs < elapsedMs; nextMs = arrivals.next()) {
      const door = open.length % 2 === 0 ? 'kafka' : 'http';
      const asked = doors[door].infer({ id: `${run}-${open.length}`, inputs }, { timeoutMs, maxAttempts: 1 });
      const answered = asked.then(({ latencyMs }) => void latencies[door].push(latencyMs));
      answered.catch(() => undefined); // told when all are awaited
      open.push(answered);
    }
    await sleep(tickMs);
  }
  await Promise.all(open);
  return latencies;
}
