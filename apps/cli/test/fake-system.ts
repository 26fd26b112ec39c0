import {
  allTopics,
  identityOfId,
  topics,
  type AppRegistered,
  type InferenceCompleted,
  type InferenceRequested,
  type PlanPublished,
} from '@harmonybatch/contracts';
import { Kafka, logLevel, type Consumer, type EachMessagePayload, type Producer } from 'kafkajs';

type Respond = (request: InferenceRequested, number: number) => InferenceCompleted[];

const group = 'a1b2c3d4e5f60718';

export const planOf = (
  apps: readonly AppRegistered[],
  unservable: PlanPublished['unservable'] = [],
): PlanPublished => ({
  model: apps[0]?.model ?? 'vgg19',
  modelVersion: '1',
  strategy: 'harmony',
  prices: 'prototype-2023-cny',
  catalogue: 'alibaba-2023',
  currency: 'CNY',
  reason: 'app',
  plannedAtMs: 1_700_000_000_000,
  planningMs: 1.5,
  overheadMs: 60,
  costPerRequest: 5e-5,
  costPerSecond: 5e-4,
  groups:
    apps.length === 0
      ? []
      : [
          {
            id: group,
            apps: apps.map(({ name, sloMs }) => ({ name, sloMs, rateHz: 1, timeoutMs: 100 })),
            functionName: 'hb_vgg19_gpu',
            function: { type: 'gpu', vcpu: 0.7, memoryMb: 4096, gpuMemoryMb: 2048 },
            batchSize: 4,
            latencyMs: { avg: 100, max: 150 },
            costPerRequest: 5e-5,
            meanBatchSize: 3.5,
            warmInstances: 1,
          },
        ],
  unservable: [...unservable],
});

/** An `ok` outcome from a batch of two under the plan of epoch `epoch`. */
export const outcomeOf = (request: InferenceRequested, epoch: number): InferenceCompleted => ({
  identity: identityOfId(request.app, '', request.id ?? ''),
  id: request.id ?? '',
  app: request.app,
  status: 'ok',
  outputs: { label: 'cat' },
  timing: { arrivedAtMs: 1_700_000_000_000, queuedMs: 1, executedMs: 2, completedAtMs: 1_700_000_000_003 },
  sloMs: 60_000,
  batch: { id: '0'.repeat(32), size: 2, reason: 'size', group, epoch, function: 'hb_vgg19_gpu' },
  cost: { amount: 6e-5, currency: 'CNY' },
});

/** Stands in for the services: plans whatever is registered, and answers requests as it is told. */
export class FakeSystem {
  private readonly apps = new Map<string, AppRegistered>();
  private requests = 0;
  epoch = -1;

  private constructor(
    private readonly prefix: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
    private readonly respond: Respond,
    private readonly tightestSloMs: number,
  ) {}

  static async start(
    brokers: string[],
    prefix: string,
    options: { respond?: Respond; tightestSloMs?: number } = {},
  ): Promise<FakeSystem> {
    const kafka = new Kafka({ brokers, clientId: 'fake-system', logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({
      topics: allTopics.map(({ name, partitions }) => ({
        topic: prefix + name,
        numPartitions: partitions === 'one' ? 1 : 3,
      })),
    });
    await admin.disconnect();
    const producer = kafka.producer();
    await producer.connect();
    const consumer = kafka.consumer({ groupId: `${prefix}fake-system`, maxWaitTimeInMs: 20 });
    const respond: Respond = options.respond ?? ((request) => [outcomeOf(request, system.epoch)]);
    const system: FakeSystem = new FakeSystem(prefix, producer, consumer, respond, options.tightestSloMs ?? 0);
    await system.listen();
    return system;
  }

  async stop(): Promise<void> {
    await this.consumer.disconnect();
    await this.producer.disconnect();
  }

  async publishPlan(plan: PlanPublished): Promise<void> {
    const [sent] = await this.producer.send({
      topic: this.prefix + topics.planPublished.name,
      messages: [{ key: plan.model, value: JSON.stringify(plan) }],
    });
    this.epoch = Number(sent?.baseOffset ?? -1);
  }

  private async listen(): Promise<void> {
    const joined = new Promise<void>((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, () => resolve()));
    const requested = this.prefix + topics.inferenceRequested.name;
    await this.consumer.subscribe({
      topics: [requested, this.prefix + topics.appRegistered.name],
      fromBeginning: true,
    });
    await this.consumer.run({
      eachMessage: async (payload) => (payload.topic === requested ? this.answer(payload) : this.plan(payload)),
    });
    await joined;
  }

  private async answer({ message }: EachMessagePayload): Promise<void> {
    const request = JSON.parse(String(message.value)) as InferenceRequested;
    const outcomes = this.respond(request, this.requests);
    this.requests += 1;
    await this.producer.send({
      topic: this.prefix + topics.inferenceCompleted.name,
      messages: outcomes.map((outcome) => ({ key: outcome.identity, value: JSON.stringify(outcome) })),
    });
  }

  private async plan({ message }: EachMessagePayload): Promise<void> {
    const name = String(message.key);
    if (message.value === null) this.apps.delete(name);
    else this.apps.set(name, JSON.parse(String(message.value)) as AppRegistered);
    const all = [...this.apps.values()];
    const unservable = all
      .filter(({ sloMs }) => sloMs < this.tightestSloMs)
      .map((app) => ({
        name: app.name,
        sloMs: app.sloMs,
        tightestSloMs: this.tightestSloMs,
        message: 'No function is fast enough.',
      }));
    await this.publishPlan(
      planOf(
        all.filter(({ sloMs }) => sloMs >= this.tightestSloMs),
        unservable,
      ),
    );
  }
}
