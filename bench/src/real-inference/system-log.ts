import {
  topics,
  type AppRegistered,
  type BatchExecuted,
  type InferenceCompleted,
  type ModelProfiled,
  type PlanPublished,
  type PublishedGroup,
} from '@harmonybatch/contracts';
import type { Kafka } from 'kafkajs';
import { TopicWatch, type WatchedRecord } from '../system/topic-watch';

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
  private watches: readonly TopicWatch<never>[] = [];
  private readonly takers: Readonly<Record<string, (record: WatchedRecord<never>) => void>> = {
    [topics.modelProfiled.name]: ({ value }: WatchedRecord<ModelProfiled>) => void this.models.set(value.name, value),
    [topics.appRegistered.name]: ({ value }: WatchedRecord<AppRegistered>) => void this.apps.set(value.name, value),
    [topics.planPublished.name]: (record: WatchedRecord<PlanPublished>) => this.takePlan(record),
    [topics.batchExecuted.name]: ({ value }: WatchedRecord<BatchExecuted>) => void this.executions.push(value),
    [topics.inferenceCompleted.name]: ({ value, atMs }: WatchedRecord<InferenceCompleted>) =>
      this.takeOutcome({ outcome: value, recordAtMs: atMs }),
  };

  static async open(kafka: Kafka, topicPrefix: string): Promise<SystemLog> {
    const log = new SystemLog();
    const watches = Object.entries(log.takers).map(([name, take]) => TopicWatch.open(kafka, topicPrefix + name, take));
    log.watches = await Promise.all(watches);
    return log;
  }

  /** The group of a plan; undefined where no such plan was read. A plan's epoch is its offset. */
  groupOf(epoch: number, groupId: string): PublishedGroup | undefined {
    return this.groups.get(`${epoch}/${groupId}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.watches.map((watch) => watch.close()));
  }

  private takePlan({ value, offset }: WatchedRecord<PlanPublished>): void {
    this.plans.push(value);
    for (const group of value.groups) this.groups.set(`${offset}/${group.id}`, group);
  }

  private takeOutcome(read: ReadOutcome): void {
    const { id } = read.outcome;
    this.outcomes.set(id, [...(this.outcomes.get(id) ?? []), read]);
  }
}
