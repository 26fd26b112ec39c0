import { setTimeout as sleep } from 'node:timers/promises';
import { topics, type AppRegistered } from '@harmonybatch/contracts';
import { MergedArrivals, PoissonArrivals, SeededRandomness, type Arrival } from '@harmonybatch/traffic';
import type { Producer } from 'kafkajs';

export interface SentRequest {
  readonly id: string;
  readonly app: string;
  /** Which of the model's items it carries. */
  readonly item: number;
}

export interface Traffic {
  readonly apps: readonly AppRegistered[];
  /** Different items by model. */
  readonly itemsByModel: ReadonlyMap<string, readonly unknown[]>;
  readonly durationMs: number;
  readonly seed: number;
}

/** Requests that are due leave together, as from a producer that lingers. */
const lingerMs = 5;

/** Sends requests of each app at the rate that it is planned for, by a Poisson process. Rejects where Kafka refuses. */
export async function sendTraffic(producer: Producer, topicPrefix: string, traffic: Traffic): Promise<SentRequest[]> {
  const { apps, durationMs, seed } = traffic;
  const arrivals = new MergedArrivals(
    apps.map(({ name, expectedRateHz = 1 }) => new PoissonArrivals(expectedRateHz, seed, name)),
    durationMs,
  );
  const random = SeededRandomness.stream(seed, 'items');
  const topic = topicPrefix + topics.inferenceRequested.name;
  const sent: SentRequest[] = [];
  const sends: Promise<unknown>[] = [];
  const startMs = performance.now();
  for (let next = arrivals.next(); next !== undefined; await sleep(lingerMs)) {
    const due: SentRequest[] = [];
    for (; next !== undefined && next.atMs <= performance.now() - startMs; next = arrivals.next())
      due.push(requestOf(next, sent.length + due.length, traffic, random));
    if (due.length === 0) continue;
    sent.push(...due);
    sends.push(producer.send({ topic, messages: due.map((request) => recordOf(request, traffic)) }));
    sends.at(-1)?.catch(() => undefined); // told when all are awaited
  }
  await Promise.all(sends);
  return sent;
}

function requestOf({ app }: Arrival, number: number, traffic: Traffic, random: SeededRandomness): SentRequest {
  const { name, model } = traffic.apps[app]!;
  const items = traffic.itemsByModel.get(model)?.length ?? 0;
  return { id: `${traffic.seed}-${number}`, app: name, item: Math.floor(random.between(0, items)) };
}

function recordOf({ id, app, item }: SentRequest, { apps, itemsByModel }: Traffic) {
  const model = apps.find(({ name }) => name === app)?.model ?? '';
  return { key: id, value: JSON.stringify({ app, id, inputs: itemsByModel.get(model)?.[item] }) };
}
