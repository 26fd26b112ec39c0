import { limits, PlanningReported, topics, type TopicContract } from '@harmonybatch/contracts';
import {
  AppRegistry,
  CalibrationRegistry,
  KeyRegistry,
  ModelRegistry,
  ModelVersions,
  PlanBoard,
  PlanDecisions,
  PlanHistory,
  type PlanInForce,
  PlanPins,
  PlanProposals,
  StateView,
} from '@harmonybatch/pipeline';
import type { InboundRecord } from '@harmonybatch/ports';
import type { Subscription } from '../system/system-reader';

/** Registry and plans of the running system, in the views that its services have of them. */
export class RegistryViews {
  readonly apps = new AppRegistry();
  readonly keys = new KeyRegistry();
  readonly models = new ModelRegistry();
  readonly plans = new PlanBoard();
  readonly calibrations = new CalibrationRegistry();
  readonly pins = new PlanPins();
  readonly proposals = new PlanProposals();
  readonly decisions = new PlanDecisions();
  /** The states of models that plans were made with. */
  readonly versions = new ModelVersions();
  /** Plans of a model as they came into force, as far back as Kafka still has them. */
  readonly history = new PlanHistory(this.plans);
  /** What the planner last said of each model's plan. */
  readonly planning = new StateView(
    PlanningReported,
    ({ model }) => model,
    () => null,
    limits.maxApps,
    limits.maxRecordBytes,
  );

  /** What has to be read to feed them; records that cannot be read are left out, as the services do. */
  subscriptions(): Subscription[] {
    const from = (contract: TopicContract, view: { apply(record: InboundRecord): string | null }): Subscription => ({
      topic: contract.name,
      from: 'start',
      onRecord: (record) => void view.apply(record),
    });
    return [
      from(topics.appRegistered, this.apps),
      from(topics.keyIssued, this.keys),
      from(topics.modelProfiled, this.models),
      from(topics.planPublished, this.plans),
      from(topics.calibrationChanged, this.calibrations),
      from(topics.planPinned, this.pins),
      from(topics.planProposed, this.proposals),
      from(topics.planDecided, this.decisions),
      from(topics.modelDeployed, this.versions),
      from(topics.planningReported, this.planning),
    ];
  }

  /** Calls `listener` with every plan that comes into force. */
  onPlan(listener: (plan: PlanInForce) => void): void {
    this.plans.onChange((model) => {
      const plan = this.plans.planOf(model);
      if (plan !== undefined) listener(plan);
    });
  }

  plansInForce(): PlanInForce[] {
    return this.plans.models().flatMap((model) => this.plans.planOf(model) ?? []);
  }

  /** Why the plan that a model needs could not be made, or what it waits for, where the planner said so last. */
  planningFault(model: string): string | undefined {
    const planning = this.planning.get(model);
    return planning?.state === 'failed' || planning?.state === 'proposed'
      ? (planning.message ?? 'it does not say why')
      : undefined;
  }
}
