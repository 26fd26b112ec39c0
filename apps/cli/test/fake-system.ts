import {
  allTopics,
  compile,
  headersOfOutcome,
  identityOfId,
  modelVersionOf,
  topics,
  type AppRegistered,
  type InferenceCompleted,
  type InferenceRequested,
  type ModelProfiled,
  type PlanningReported,
  type PlanPublished,
  type TopicContract,
} from '@harmonybatch/contracts';
import { ensureTopics } from '@harmonybatch/messaging';
import { shippedProfiles } from '@harmonybatch/model';
import { Kafka, logLevel, type Consumer, type EachMessagePayload, type Producer } from 'kafkajs';

type Respond = (request: InferenceRequested, number: number) => InferenceCompleted[];

const group = 'a1b2c3d4e5f60718';

/** The model of the tests, as `models apply` registers it. */
export const vgg19: ModelProfiled = {
  name: 'vgg19',
  version: '1',
  image: 'vgg',
  port: 80,
  profile: shippedProfiles.vgg19 as ModelProfiled['profile'],
};

/** A plan as the planner publishes it for a model. */
export const planOf = (
  apps: readonly AppRegistered[],
  unservable: PlanPublished['unservable'] = [],
  model: ModelProfiled = vgg19,
): PlanPublished => ({
  model: model.name,
  modelVersion: modelVersionOf(model),
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

/** What the services would refuse to read is not written here either. */
function written<T>({ name, value }: TopicContract, record: T): string {
  const contract = compile(value);
  if (contract.check(record)) return JSON.stringify(record);
  throw new Error(`no record of ${name}: ${JSON.stringify(contract.explain(record))}`);
}

/** Stands in for the services by their contracts: plans whatever is registered, and answers requests as it is told. */
export class FakeSystem {
  private readonly apps = new Map<string, AppRegistered>();
  private readonly models = new Map<string, ModelProfiled>();
  private readonly planned = new Set<string>();
  private requests = 0;
  epoch = -1;
  /** Why the planner can make no plan of a model, by its name. */
  readonly refusals = new Map<string, string>();

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
    const settings = { brokers, clientId: 'fake-system', topicPrefix: prefix, partitions: 3 };
    await ensureTopics(admin, { ...settings, replicationFactor: 1, sessionTimeoutMs: 6000 }, allTopics);
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
      messages: [{ key: plan.model, value: written(topics.planPublished, plan) }],
    });
    this.epoch = Number(sent?.baseOffset ?? -1);
  }

  private async listen(): Promise<void> {
    const joined = new Promise<void>((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, () => resolve()));
    const requested = this.prefix + topics.inferenceRequested.name;
    await this.consumer.subscribe({
      topics: [requested, this.prefix + topics.appRegistered.name, this.prefix + topics.modelProfiled.name],
      fromBeginning: true,
    });
    await this.consumer.run({
      eachMessage: async (payload) => (payload.topic === requested ? this.answer(payload) : this.register(payload)),
    });
    await joined;
  }

  private async answer({ message }: EachMessagePayload): Promise<void> {
    const request = JSON.parse(String(message.value)) as InferenceRequested;
    const outcomes = this.respond(request, this.requests);
    this.requests += 1;
    await this.producer.send({
      topic: this.prefix + topics.inferenceCompleted.name,
      messages: outcomes.map((outcome) => ({
        key: outcome.identity,
        value: written(topics.inferenceCompleted, outcome),
        headers: headersOfOutcome(outcome),
      })),
    });
  }

  private async register({ topic, message }: EachMessagePayload): Promise<void> {
    const name = String(message.key);
    const isModel = topic === this.prefix + topics.modelProfiled.name;
    const registry: Map<string, AppRegistered | ModelProfiled> = isModel ? this.models : this.apps;
    const model = isModel ? name : this.apps.get(name)?.model;
    if (message.value === null) registry.delete(name);
    else registry.set(name, JSON.parse(String(message.value)) as AppRegistered & ModelProfiled);
    const affected = new Set([model, isModel ? name : this.apps.get(name)?.model]);
    for (const one of affected) await this.plan(one);
  }

  /** What the planner tells of a plan that it could not put in force. */
  private async report(model: ModelProfiled, apps: number, message: string): Promise<void> {
    const report: PlanningReported = {
      model: model.name,
      modelVersion: modelVersionOf(model),
      state: 'failed',
      reason: 'first',
      apps,
      message,
      sinceMs: 1_700_000_000_000,
      retryInMs: 1_000,
      reportedAtMs: 1_700_000_000_500,
    };
    await this.producer.send({
      topic: this.prefix + topics.planningReported.name,
      messages: [{ key: model.name, value: written(topics.planningReported, report) }],
    });
  }

  /** A model without apps has no plan, as one without a record; a plan that lost its last app is published empty. */
  private async plan(name: string | undefined): Promise<void> {
    const model = this.models.get(name ?? '');
    const apps = [...this.apps.values()].filter((app) => app.model === name);
    if (model === undefined || (apps.length === 0 && !this.planned.has(model.name))) return;
    const refusal = this.refusals.get(model.name);
    if (refusal !== undefined) return this.report(model, apps.length, refusal);
    this.planned.add(model.name);
    const tooTight = apps.filter(({ sloMs }) => sloMs < this.tightestSloMs);
    const unservable = tooTight.map((app) => ({
      name: app.name,
      sloMs: app.sloMs,
      tightestSloMs: this.tightestSloMs,
      message: 'No function is fast enough.',
    }));
    const served = apps.filter((app) => !tooTight.includes(app));
    await this.publishPlan(planOf(served, unservable, model));
  }
}
