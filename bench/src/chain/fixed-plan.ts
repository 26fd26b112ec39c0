import type { Kafka } from 'kafkajs';
import { recordOf, topics, type AppRegistered, type PlanPublished } from '@harmonybatch/contracts';

export const app = 'bench';
export const model = 'bench';

/** How the requests of a benchmark are batched: all apps share one group. */
export interface FixedPlan {
  readonly apps: readonly string[];
  readonly sloMs: number;
  readonly batchSize: number;
  /** Longest planned wait, ms: long enough that batches leave because they are full. */
  readonly timeoutMs: number;
}

export const fixedPlan: FixedPlan = { apps: [app], sloMs: 60_000, batchSize: 8, timeoutMs: 1_000 };

/** Above what any measurement sends: nothing is turned away because an app sends more than it is planned for. */
const plannedRateHz = 50_000;

const registered = ({ apps, sloMs }: FixedPlan): AppRegistered[] => apps.map((name) => ({ name, model, sloMs }));

/** A plan of one group whose function answers at once; the planner and the rate estimator do not run. */
const planOf = ({ apps, sloMs, batchSize, timeoutMs }: FixedPlan): PlanPublished => ({
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
      apps: apps.map((name) => ({ name, sloMs, rateHz: plannedRateHz, timeoutMs })),
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

/** Writes apps and plan as the operator and the planner would. */
export async function publishFixedPlan(kafka: Kafka, prefix: string, plan: FixedPlan): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const state = [
    ...registered(plan).map((one) => recordOf(topics.appRegistered, one)),
    recordOf(topics.planPublished, planOf(plan)),
  ];
  const topicMessages = state.map(({ topic, ...message }) => ({ topic: `${prefix}${topic}`, messages: [message] }));
  await producer.sendBatch({ topicMessages });
  await producer.disconnect();
}
