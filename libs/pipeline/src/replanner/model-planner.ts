import {
  compile,
  PlanPublished,
  modelVersionOf,
  recordOf,
  tombstoneOf,
  topics,
  type PlanReason,
} from '@harmonybatch/contracts';
import {
  NoLongerWantedError,
  type Clock,
  type OutboundRecord,
  type PlanningProgress,
  type Publisher,
  type StageEvents,
  type Timer,
} from '@harmonybatch/ports';
import type { MadePlans, PlanMaker } from './plan-maker';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { FunctionReconciler } from './function-reconciler';
import type { KnownRates } from './known-rates';
import { PlanningProgressReporter, type PlannedModel } from './planning-progress-reporter';
import type { ActivePlans } from './active-plans';
import { reasonToPlan, type PlanNeed } from './reason-to-plan';
import type { ReplannerOptions } from './replanner-options';

/** What the planners of all models have in common. */
export interface ModelPlannerContext {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly progress: PlanningProgress;
  readonly planMaker: PlanMaker;
  readonly apps: AppRegistry;
  readonly models: ModelRegistry;
  readonly rates: KnownRates;
  readonly plans: ActivePlans;
  readonly keeper: FunctionReconciler;
  readonly config: ReplannerOptions;
  /** `settingsHash` of the configuration. */
  readonly settings: string;
  /** Whether this replica is the one to plan. */
  readonly isLeader: () => boolean;
}

/** Rates are not looked at again before so many times the last planning have passed: a large model is not planned all the time. */
const planningRestFactor = 5;
/** Drafts whose functions are not ready by then give way to a newer state of the model, ms. */
const maxPreparingMs = 20_000;
const planValidator = compile(PlanPublished);

/** Keeps the plan of one model right for its apps and their rates, from when this replica begins to lead until it is stopped. */
export class ModelPlanner {
  private requested = false;
  /** When the last plan was made and how long that took, monotonic ms. */
  private planned = { atMs: -Infinity, tookMs: 0 };
  private retryMs: number;
  /** Another plan than the one in force was wanted and is not in force yet. */
  private pending = false;
  private timer: Timer | null = null;
  private busy = false;
  private rerun = false;
  private stopped = false;

  constructor(
    private readonly model: string,
    private readonly context: ModelPlannerContext,
  ) {
    this.retryMs = context.config.retryMs.initial;
  }

  /** Looks at the model soon: changes that come together are planned together. */
  consider(delayMs = this.context.config.debounceMs): void {
    if (this.busy) this.rerun = true;
    if (this.busy || this.timer !== null) return;
    this.timer = this.context.clock.after(delayMs, () => {
      this.timer = null;
      void this.evaluate();
    });
  }

  /** Somebody asked for a plan now. */
  onPlanRequested(): void {
    this.requested = true;
    this.consider();
  }

  /** Plans no more; what is under way is not published. */
  stop(): void {
    this.stopped = true;
    this.timer?.cancel();
  }

  /** Reports how a plan comes along that is made for `reason`, or that is in force already. */
  watch(reason: PlannedModel['reason']): PlanningProgressReporter {
    const { models, apps } = this.context;
    const registered = models.get(this.model);
    return new PlanningProgressReporter(this.context, {
      model: this.model,
      modelVersion: registered === undefined ? '' : modelVersionOf(registered),
      reason,
      apps: apps.ofModel(this.model).length,
    });
  }

  /** Whether this replica still leads, since this planner was begun. */
  private readonly isLeader = (): boolean => !this.stopped && this.context.isLeader();

  private async evaluate(): Promise<void> {
    this.busy = true;
    this.rerun = false;
    const need = this.need();
    const retryInMs = need === null ? null : await this.fulfil(need);
    if (need === null) this.onNothingNeeded();
    this.busy = false;
    if (!this.isLeader()) return;
    if (retryInMs !== null) this.consider(retryInMs);
    else if (this.rerun) this.consider();
  }

  private need(): PlanNeed {
    const { models, apps, plans, settings, rates, config, clock } = this.context;
    const { atMs, tookMs } = this.planned;
    const restMs = Math.max(config.minReplanIntervalMs, planningRestFactor * tookMs);
    return reasonToPlan({
      model: models.get(this.model),
      apps: apps.ofModel(this.model),
      inForce: plans.of(this.model),
      settings,
      rates,
      requested: this.requested,
      mayFollowRates: clock.monotonicMs() - atMs >= restMs,
    });
  }

  /** What was wanted before is not wanted any more: the plan in force is right as it is. */
  private onNothingNeeded(): void {
    this.retryMs = this.context.config.retryMs.initial;
    if (!this.pending) return;
    this.pending = false;
    if (this.context.plans.of(this.model) !== undefined) this.watch(null).inForce();
    else this.context.progress.end(this.model);
  }

  /** @returns after which time to look again because it failed, ms; null where it did not. */
  private async fulfil(need: NonNullable<PlanNeed>): Promise<number | null> {
    const watch = need === 'withdraw' ? null : this.watch(need);
    this.pending = true;
    try {
      if (need === 'withdraw' || watch === null) await this.withdraw();
      else if (await this.replan(need, watch)) watch.inForce();
      this.retryMs = this.context.config.retryMs.initial;
      this.pending = false;
      return null;
    } catch (error) {
      return this.onFailed(error, watch);
    } finally {
      watch?.stop();
    }
  }

  private onFailed(error: unknown, watch: PlanningProgressReporter | null): number | null {
    if (!this.isLeader()) return null;
    if (error instanceof NoLongerWantedError) return 0;
    const { model, retryMs, context } = this;
    context.events.error('a plan could not be put in force; retrying', error, { model, inMs: retryMs });
    watch?.failed(error, retryMs);
    this.retryMs = Math.min(2 * retryMs, context.config.retryMs.max);
    return retryMs;
  }

  /** @returns whether this replica put a plan in force. */
  private async replan(reason: PlanReason, watch: PlanningProgressReporter): Promise<boolean> {
    const { clock, keeper, models } = this.context;
    const registered = models.get(this.model)!;
    const startMs = clock.monotonicMs();
    const made = await this.made(reason);
    this.planned = { atMs: clock.monotonicMs(), tookMs: clock.monotonicMs() - startMs };
    if (!this.isLeader()) return false;
    watch.preparing();
    const endMs = clock.monotonicMs() + maxPreparingMs;
    const stillWanted = (): boolean => this.isLeader() && !(this.rerun && clock.monotonicMs() > endMs);
    const plan = this.chosen(made);
    return keeper.prepare(plan, registered, stillWanted, () => this.publish(plan));
  }

  private made(reason: PlanReason): Promise<MadePlans> {
    const { planMaker, models, rates, plans, config, settings, clock } = this.context;
    const apps = this.context.apps.ofModel(this.model);
    return planMaker.make({
      model: models.get(this.model)!,
      apps,
      ratesHz: new Map(apps.map((app) => [app.name, rates.rateHz(app)])),
      reason,
      config,
      settings,
      inForce: reason === 'rate' ? plans.of(this.model) : undefined,
      nowMs: clock.nowMs(),
    });
  }

  /** For moved rates alone, a plan has to save enough at these rates; else the groups stay, and are priced anew. */
  private chosen({ draft, repriced }: MadePlans): PlanPublished {
    if (repriced === null) return draft;
    const saves = draft.costPerSecond <= repriced.costPerSecond * (1 - this.context.config.minSavingRatio);
    if (saves && !haveSameGroups(draft, repriced)) return draft;
    this.context.events.count('plans_kept');
    return repriced;
  }

  private async publish(made: PlanPublished): Promise<boolean> {
    const { clock, plans, keeper, events } = this.context;
    const plan = { ...made, plannedAtMs: clock.nowMs() };
    const [fault] = planValidator.check(plan) ? [] : planValidator.explain(plan);
    if (fault !== undefined) throw new Error(`the plan does not fit its own schema: ${fault.field}: ${fault.message}`);
    const before = plans.of(this.model);
    if (!(await this.write(recordOf(topics.planPublished, plan)))) return false;
    plans.onWritten(this.model, plan);
    keeper.onPlanReplaced(before, plan);
    this.requested = false;
    reportPlan(events, plan);
    return true;
  }

  private async withdraw(): Promise<void> {
    const { plans, keeper, progress, events } = this.context;
    const { model } = this;
    const before = plans.of(model);
    if (!(await this.write(tombstoneOf(topics.planPublished, model)))) return;
    plans.onWritten(model, undefined);
    keeper.onPlanReplaced(before, undefined);
    progress.end(model);
    events.info('a plan was withdrawn', { model });
  }

  /** @returns false where this replica does not lead any more: then nothing was written. */
  private async write(record: OutboundRecord): Promise<boolean> {
    if (!this.isLeader()) return false;
    await this.context.publisher.publish([record], this.isLeader);
    return !this.stopped;
  }
}

function reportPlan(events: StageEvents, { model, reason, groups, planningMs }: PlanPublished): void {
  events.count('plans', 1, { reason });
  events.observe('planning_ms', planningMs);
  events.info('a plan is in force', {
    model,
    reason,
    apps: groups.reduce((sum, { apps }) => sum + apps.length, 0),
    groups: groups.length,
    planningMs: Math.round(planningMs),
  });
}

function haveSameGroups(one: PlanPublished, other: PlanPublished): boolean {
  const ids = new Set(one.groups.map((group) => group.id));
  return other.groups.length === ids.size && other.groups.every((group) => ids.has(group.id));
}
