import type { Kafka } from 'kafkajs';
import { recordOf, topics, type AppRegistered, type PlanPublished } from '@harmonybatch/contracts';

export const app = 'bench';
export const model = 'bench';

/** How the requests of the benchmark are batched. */
export interface BatchOptions {
  readonly batchSize: number;
  /** Longest planned wait, ms: long enough that batches leave because they are full. */
  readonly timeoutMs: number;
}

export const batchOptions: BatchOptions = { batchSize: 8, timeoutMs: 1_000 };

/** Above what any measurement sends: nothing is turned away because an app sends more than it is planned for. */
const plannedRateHz = 50_000;

const registered: AppRegistered = { name: app, model, sloMs: 60_000 };

/** A plan of one group whose function answers at once; the planner and the rate estimator do not run. */
const planOf = ({ batchSize, timeoutMs }: BatchOptions): PlanPublished => ({
  model,
  modelVersion: '1',
  strategy: 'fixed',
  prices: 'prototype-2023-cny',
  catalogue: 'paper-2023',
  currency: 'CNY',
  reason: 'requested',
  plannedAtMs: Date.now(),
  planningMs: 0,
  overheadMs: 60,
  costPerRequest: 0,
  costPerSecond: 0,
  groups: [
    {
      id: '0123456789abcdef',
      apps: [{ name: app, sloMs: registered.sloMs, rateHz: plannedRateHz, timeoutMs }],
      functionName: 'bench',
      function: { type: 'cpu', vcpu: 1, memoryMb: 1024 },
      batchSize,
      latencyMs: { avg: 0, max: 0 },
      costPerRequest: 0,
      meanBatchSize: batchSize,
      warmInstances: 0,
    },
  ],
  unservable: [],
});

/** Writes app and plan as the operator and the planner would. */
export async function publishFixedPlan(kafka: Kafka, prefix: string, terms: BatchOptions): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const state = [recordOf(topics.appRegistered, registered), recordOf(topics.planPublished, planOf(terms))];
  for (const { topic, ...message } of state) {
    await producer.send({ topic: `${prefix}${topic}`, messages: [message] });
  }
  await producer.disconnect();
}
