import {
  compile,
  readValue,
  topics,
  type AppRegistered,
  type ModelProfiled,
  type PlanningReported,
  type PlanPublished,
  type TopicContract,
  type Validator,
} from '@harmonybatch/contracts';
import { utf8Text } from '@harmonybatch/ports';
import type { Static, TSchema } from '@sinclair/typebox';
import type { System } from '../system/find-system';
import { topicName } from '../system/kafka';
import type { LogRecord, Subscription } from '../system/log-reader';

export interface PlanInForce {
  /** Offset of its record in `plan.published`. */
  readonly epoch: number;
  readonly plan: PlanPublished;
}

const parse = (value: Buffer): unknown => {
  try {
    return JSON.parse(utf8Text(value) ?? '');
  } catch {
    return undefined;
  }
};

const named = ({ name }: { readonly name: string }): string => name;

const checks = {
  app: compile(topics.appRegistered.value),
  model: compile(topics.modelProfiled.value),
  plan: compile(topics.planPublished.value),
  planning: compile(topics.planningReported.value),
};

/** Registry and plans as their compacted topics tell them: fed record by record, always the latest of each key. */
export class LiveState {
  readonly apps = new Map<string, AppRegistered>();
  readonly models = new Map<string, ModelProfiled>();
  readonly plans = new Map<string, PlanInForce>();
  /** What the planner last said of each model's plan. */
  readonly planning = new Map<string, PlanningReported>();
  /** Records that do not keep to the contract, or stand under another key than their own; left out as the services do. */
  unreadable = 0;

  constructor(private readonly onPlan: (plan: PlanInForce) => void = () => undefined) {}

  /** What a reader must subscribe to, to feed this. */
  subscriptions(system: System): Subscription[] {
    const from = (contract: TopicContract, onRecord: (record: LogRecord) => void): Subscription => ({
      topic: topicName(system, contract.name),
      from: 'start',
      onRecord,
    });
    return [
      from(topics.appRegistered, (record) => this.take(record, checks.app, this.apps, named, (app) => app)),
      from(topics.modelProfiled, (record) => this.take(record, checks.model, this.models, named, (model) => model)),
      from(topics.planPublished, (record) => this.takePlan(record)),
      from(topics.planningReported, (record) =>
        this.take(
          record,
          checks.planning,
          this.planning,
          ({ model }) => model,
          (planning) => planning,
        ),
      ),
    ];
  }

  appsOf(model: string): AppRegistered[] {
    return [...this.apps.values()].filter((app) => app.model === model);
  }

  /** Why the plan that a model needs could not be made, where the planner said so last. */
  planningFault(model: string): string | undefined {
    const planning = this.planning.get(model);
    return planning?.state === 'failed' ? (planning.message ?? 'it does not say why') : undefined;
  }

  private takePlan(record: LogRecord): void {
    this.take(
      record,
      checks.plan,
      this.plans,
      ({ model }) => model,
      (plan) => ({ epoch: record.offset, plan }),
    );
    const current = this.plans.get(record.key);
    if (current?.epoch === record.offset) this.onPlan(current);
  }

  private take<T extends TSchema, Kept>(
    record: LogRecord,
    validator: Validator<T>,
    into: Map<string, Kept>,
    keyOf: (value: Static<T>) => string,
    keep: (value: Static<T>) => Kept,
  ): void {
    if (record.value === null) {
      into.delete(record.key);
      return;
    }
    const reading = readValue(validator, parse(record.value));
    if ('value' in reading && keyOf(reading.value) === record.key) into.set(record.key, keep(reading.value));
    else this.unreadable += 1;
  }
}
