import {
  topics,
  type AppRegistered,
  type BatchExecuted,
  type InferenceCompleted,
  type ModelProfiled,
  type PlanPublished,
  type PublishedGroup,
} from '@harmonybatch/contracts';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';

export interface ReadOutcome {
  readonly outcome: InferenceCompleted;
  /** When the broker appended it. */
  readonly recordAtMs: number;
}

/** What a system says of itself, as anybody can read it, from its beginning. */
export class SystemLog {
  readonly models = new Map<string, ModelProfiled>();
  readonly apps = new Map<string, AppRegistered>();
  readonly plans: PlanPublished[] = [];
  readonly executions: BatchExecuted[] = [];
  /** By the producer's id, in the order of their records. */
  readonly outcomes = new Map<string, ReadOutcome[]>();
  private readonly groups = new Map<string, PublishedGroup>();
  private readonly takers: Readonly<Record<string, (value: never, message: KafkaMessage) => void>> = {
    [topics.modelProfiled.name]: (model: ModelProfiled) => void this.models.set(model.name, model),
    [topics.appRegistered.name]: (app: AppRegistered) => void this.apps.set(app.name, app),
    [topics.planPublished.name]: (plan: PlanPublished, { offset }) => this.takePlan(plan, offset),
    [topics.batchExecuted.name]: (execution: BatchExecuted) => void this.executions.push(execution),
    [topics.inferenceCompleted.name]: (outcome: InferenceCompleted, { timestamp }) =>
      this.takeOutcome({ outcome, recordAtMs: Number(timestamp) }),
  };

  private constructor(
    private readonly consumer: Consumer,
    private readonly topicPrefix: string,
  ) {}

  static async open(kafka: Kafka, topicPrefix: string): Promise<SystemLog> {
    const consumer = kafka.consumer({ groupId: `${topicPrefix}log`, maxWaitTimeInMs: 100 });
    const log = new SystemLog(consumer, topicPrefix);
    await consumer.connect();
    await consumer.subscribe({
      topics: Object.keys(log.takers).map((name) => topicPrefix + name),
      fromBeginning: true,
    });
    await consumer.run({ eachMessage: async ({ topic, message }) => log.take(topic, message) });
    return log;
  }

  /** The group of a plan; undefined where no such plan was read. A plan's epoch is its offset. */
  groupOf(epoch: number, groupId: string): PublishedGroup | undefined {
    return this.groups.get(`${epoch}/${groupId}`);
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }

  private take(topic: string, message: KafkaMessage): void {
    if (message.value === null) return;
    this.takers[topic.slice(this.topicPrefix.length)]?.(JSON.parse(String(message.value)) as never, message);
  }

  private takePlan(plan: PlanPublished, offset: string): void {
    this.plans.push(plan);
    for (const group of plan.groups) this.groups.set(`${offset}/${group.id}`, group);
  }

  private takeOutcome(read: ReadOutcome): void {
    const { id } = read.outcome;
    this.outcomes.set(id, [...(this.outcomes.get(id) ?? []), read]);
  }
}
