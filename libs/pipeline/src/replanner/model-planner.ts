import { modelVersionOf, type PlanPublished, type PlanReason } from '@harmonybatch/contracts';
import {
  NoLongerWantedError,
  type Clock,
  type PlanningProgress,
  type Publisher,
  type StageEvents,
  type Timer,
} from '@harmonybatch/ports';
import { uncalibrated } from '@harmonybatch/model';
import type { CalibrationRegistry } from '../calibration/calibration-registry';
import type { WayReserves } from '../way/way-reserves';
import { chosenPlan } from './drafts/chosen-plan';
import { haveEqualGroups } from './drafts/equal-groups';
import type { MissingFunctions } from './drafts/groups-without';
import { partialPlan } from './drafts/partial-plan';
import type { PlanMaker, PlanningTask } from './drafts/plan-maker';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { FunctionReconciler } from './functions/function-reconciler';
import type { KnownRates } from './known-rates';
import { PlanningProgressReporter, type PlannedModel } from './planning-progress-reporter';
import type { ActivePlans } from './active-plans';
import { PlanWriter } from './plan-writer';
import { ModelPin } from './pins/model-pin';
import type { PlanPins } from './pins/plan-pins';
import { LearntQuota, QuotaRefusedError } from './quota/learnt-quota';
import { plannedRatesHz, reasonToPlan, type PlanNeed } from './reason-to-plan';
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
  readonly way: WayReserves;
  readonly calibrations: CalibrationRegistry;
  readonly plans: ActivePlans;
  readonly pins: PlanPins;
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

/** Keeps the plan of one model right for its apps and their rates, from when this replica begins to lead until it is stopped. */
export class ModelPlanner {
  private requested = false;
  /** When the last plan was made and how long that took, monotonic ms. */
  private planned = { atMs: -Infinity, tookMs: 0 };
  private retryMs: number;
  private readonly pin: ModelPin;
  private readonly quota: LearntQuota;
  /** Ends a rest at a plan that keeps to the platform's limits. */
  private moreTimer: Timer | null = null;
  /** What the last plan failed with; null where it did not. */
  private lastFault: string | null = null;
  /** Another plan than the one in force was wanted and is not in force yet. */
  private pending = false;
  private timer: Timer | null = null;
  private busy = false;
  private rerun = false;
  private stopped = false;
  private readonly writer: PlanWriter;
  /** Whether this replica still leads, since this planner was begun. */
  private readonly isLeader = (): boolean => !this.stopped && this.context.isLeader();

  constructor(
    private readonly model: string,
    private readonly context: ModelPlannerContext,
  ) {
    this.retryMs = context.config.retryMs.initial;
    this.quota = new LearntQuota(() => context.clock.monotonicMs(), context.config.quotaRetryMs);
    this.pin = new ModelPin(model, context);
    this.writer = new PlanWriter(model, context, this.isLeader);
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
    this.moreTimer?.cancel();
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
    const { models, apps, plans, settings, rates, way, calibrations, config, clock } = this.context;
    const model = models.get(this.model);
    const { atMs, tookMs } = this.planned;
    const restMs = Math.max(config.minReplanIntervalMs, planningRestFactor * tookMs);
    return reasonToPlan({
      model,
      apps: apps.ofModel(this.model),
      inForce: plans.of(this.model),
      settings,
      rates,
      way,
      calibration: model === undefined ? uncalibrated : calibrations.factorsOf(model),
      pinned: this.pin.plan(),
      requested: this.requested,
      mayFollow: clock.monotonicMs() - atMs >= restMs,
      mayAskForMore: this.quota.restsForMs === 0,
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
      if (need === 'withdraw' || watch === null) await this.writer.withdraw();
      else if (await this.replan(need, watch)) watch.inForce();
      this.retryMs = this.context.config.retryMs.initial;
      this.pending = false;
      this.lastFault = null;
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
    if (error instanceof QuotaRefusedError) return this.context.config.retryMs.initial;
    const { retryMs, context } = this;
    this.reportFault(error);
    watch?.failed(error, retryMs);
    this.retryMs = Math.min(2 * retryMs, context.config.retryMs.max);
    return retryMs;
  }

  /** What fails again and again in the same way is logged once. */
  private reportFault(error: unknown): void {
    const { model, retryMs, context } = this;
    const fault = error instanceof Error ? error.message : String(error);
    context.events.count('plan_failures');
    if (fault !== this.lastFault)
      context.events.error('a plan could not be put in force; retrying', error, { model, inMs: retryMs });
    this.lastFault = fault;
  }

  /** @returns whether this replica put a plan in force. */
  private async replan(reason: PlanReason, watch: PlanningProgressReporter): Promise<boolean> {
    const { clock, keeper, models } = this.context;
    const registered = models.get(this.model)!;
    const startMs = clock.monotonicMs();
    if (reason === 'functions') this.quota.askForMore();
    const task = this.task(reason);
    const plan = (reason === 'pinned' ? this.pin.plan() : undefined) ?? (await this.made(task));
    this.planned = { atMs: clock.monotonicMs(), tookMs: clock.monotonicMs() - startMs };
    if (!this.isLeader()) return false;
    watch.preparing();
    const endMs = clock.monotonicMs() + maxPreparingMs;
    const stillWanted = (): boolean => this.isLeader() && !(this.rerun && clock.monotonicMs() > endMs);
    return keeper.prepare({
      plan,
      model: registered,
      stillWanted,
      without: (missing) => this.planWithout(missing, plan, task),
      putInForce: (ready) => this.publish(ready),
    });
  }

  private async made(task: PlanningTask): Promise<PlanPublished> {
    const made = await this.context.planMaker.make(task);
    const plan = chosenPlan(made, task);
    if (plan !== made.draft) this.context.events.count('plans_kept');
    return plan;
  }

  /** @throws QuotaRefusedError where fewer instances may do, so that all of the plan may be had */
  private planWithout(missing: MissingFunctions, plan: PlanPublished, task: PlanningTask): PlanPublished | null {
    const { plans, events } = this.context;
    const inForce = plans.of(this.model);
    const wasLimited = task.room !== undefined || inForce?.instanceLimits !== undefined;
    if (plan.reason === 'pinned' || !this.quota.onMissing(missing, plan, inForce))
      return partialPlan(plan, inForce, missing, task);
    const [why] = [...missing.values()].map(String);
    if (!wasLimited)
      events.warn('the platform keeps no more instances warm; planning within what it gives', {
        model: this.model,
        why,
      });
    throw new QuotaRefusedError(why);
  }

  /** A plan that had to keep to the platform's limits and has come out the same as before needs no other record. */
  private async publish(plan: PlanPublished): Promise<boolean> {
    const before = this.context.plans.of(this.model);
    const isKept = plan.reason === 'functions' && this.isAsGood(before, plan);
    const isPublished = isKept || (await this.writer.publish(plan));
    if (isPublished) this.onPublished(plan, before);
    return isPublished;
  }

  private isAsGood(before: PlanPublished | undefined, plan: PlanPublished): boolean {
    if (before === undefined || before.missing !== undefined || !haveEqualGroups(plan, before)) return false;
    if (before.instanceLimits?.cpu !== plan.instanceLimits?.cpu) return false;
    if (before.instanceLimits?.gpu !== plan.instanceLimits?.gpu) return false;
    return !this.context.rates.anyMoved(this.context.apps.ofModel(this.model), plannedRatesHz(before));
  }

  private onPublished(plan: PlanPublished, before: PlanPublished | undefined): void {
    const { clock, events } = this.context;
    this.requested = false;
    this.quota.onReady();
    this.moreTimer?.cancel();
    if (plan.instanceLimits !== undefined) this.moreTimer = clock.after(this.quota.restsForMs, () => this.consider());
    else if (before?.instanceLimits !== undefined)
      events.info('the platform keeps all instances warm again', { model: this.model });
  }

  private task(reason: PlanReason): PlanningTask {
    const { models, rates, way, calibrations, plans, config, settings, clock } = this.context;
    const model = models.get(this.model)!;
    const inForce = plans.of(this.model);
    const apps = this.context.apps.ofModel(this.model);
    return {
      model,
      calibration: calibrations.factorsOf(model),
      apps,
      ratesHz: new Map(apps.map((app) => [app.name, rates.rateHz(app)])),
      reason,
      config,
      settings,
      way: way.of(this.model, apps, inForce),
      inForce: mayStay(reason, inForce),
      room: this.quota.room(modelVersionOf(model), inForce),
      nowMs: clock.nowMs(),
    };
  }
}

/** The plan that is to be repriced, as it is right but for rates or for what the platform gave. */
const mayStay = (reason: PlanReason, inForce: PlanPublished | undefined): PlanPublished | undefined =>
  reason === 'rate' || (reason === 'functions' && inForce?.missing === undefined) ? inForce : undefined;
