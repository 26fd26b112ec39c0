import { modelVersionOf, type ModelProfiled } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import {
  NoopProgress,
  type Clock,
  type FunctionPlatform,
  type InboundRecord,
  type PlanningProgress,
  type Publisher,
  type StageEvents,
} from '@harmonybatch/ports';
import { CalibrationRegistry } from '../calibration/calibration-registry';
import { WayReserves } from '../way/way-reserves';
import type { PlanMaker } from './drafts/plan-maker';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import { FunctionReconciler } from './functions/function-reconciler';
import { KnownRates } from './known-rates';
import { InlinePlanMaker } from './drafts/make-plans';
import { ModelPlanner } from './model-planner';
import type { ModelPlannerContext } from './model-planner-context';
import { ActivePlans } from './active-plans';
import { watchPlans } from './plan-gauges';
import { ModelVersions } from './versions/model-versions';
import { PlanDecisions } from './proposals/plan-decisions';
import { PlanProposals } from './proposals/plan-proposals';
import { PlanPins } from './pins/plan-pins';
import { replannerDefaults, settingsHash, type ReplannerOptions } from './replanner-options';

export interface ReplannerPorts {
  readonly publisher: Publisher;
  readonly platform: FunctionPlatform;
  readonly clock: Clock;
  readonly events: StageEvents;
  /** Where plans are made; where they are asked for if absent. */
  readonly planMaker?: PlanMaker;
  readonly progress?: PlanningProgress;
  /** Whether this replica is still the one to plan, asked before everything that others see; until `follow` is called if absent. */
  readonly isOwner?: () => boolean;
}

export interface ReplannerView {
  readonly apps: AppRegistry;
  readonly models: ModelRegistry;
  readonly board: PlanBoard;
  /** How profiles are corrected; absent where they are taken as they are. */
  readonly calibrations?: CalibrationRegistry;
  /** The plans that somebody holds models to; none if absent. */
  readonly pins?: PlanPins;
  /** The plans that wait before they come into force; none if absent. */
  readonly proposals?: PlanProposals;
  /** What was decided of them; nothing if absent. */
  readonly decisions?: PlanDecisions;
  /** The states of models that plans were made with; those that are registered alone if absent. */
  readonly versions?: ModelVersions;
}

const considerAllIntervalMs = 30_000;

/**
 * Keeps every model's plan right for its apps and their rates. Of all replicas one leads and plans; the others follow
 * with the same knowledge. A plan is published only after its functions are ready.
 */
export class Replanner {
  readonly rates: KnownRates;
  private readonly way: WayReserves;
  private readonly calibrations: CalibrationRegistry;
  private readonly pins: PlanPins;
  private readonly versions: ModelVersions;
  private readonly plans: ActivePlans;
  private readonly reconciler: FunctionReconciler;
  private readonly context: ModelPlannerContext;
  /** By model; those of this time of leading. */
  private readonly planners = new Map<string, ModelPlanner>();
  private lastConsideredAllAtMs = -Infinity;
  private leading = false;
  private readonly isLeader = (): boolean => this.leading && (this.ports.isOwner?.() ?? true);

  constructor(
    private readonly ports: ReplannerPorts,
    private readonly view: ReplannerView,
    private readonly options: ReplannerOptions = replannerDefaults,
  ) {
    this.rates = new KnownRates(options, () => ports.clock.monotonicMs());
    this.way = new WayReserves(ports, options);
    this.calibrations = view.calibrations ?? new CalibrationRegistry();
    this.pins = view.pins ?? new PlanPins();
    this.versions = view.versions ?? new ModelVersions();
    this.plans = new ActivePlans(view.board, ports.clock);
    this.reconciler = this.createReconciler();
    this.context = this.contextOf();
    watchPlans(ports.events, {
      board: view.board,
      apps: view.apps,
      rates: this.rates,
      consideredAtMs: (model) => this.planners.get(model)?.consideredAtMs,
    });
    view.board.onChange((model) => this.consider(model));
    view.models.onChange((model) => this.consider(model));
    this.calibrations.onChange((model) => this.consider(model));
    this.pins.onChange((model) => this.consider(model));
    view.decisions?.onChange((model) => this.consider(model));
    view.apps.onChange((name, before, after) => {
      if (before?.expectedRateHz !== after?.expectedRateHz) this.rates.onExpectationChanged(name);
      for (const model of new Set([before?.model, after?.model])) if (model !== undefined) this.consider(model);
    });
  }

  get isLeading(): boolean {
    return this.leading;
  }

  /** Whether it leads and owns what a leader owns. */
  get isOwnLeader(): boolean {
    return this.isLeader();
  }

  /** Begins to plan, from the plans in force. */
  lead(): void {
    if (this.leading) return;
    this.leading = true;
    this.ports.events.info('this replica is now the leader');
    this.plans.clear();
    for (const model of new Set([...this.view.models.names(), ...this.view.board.models()])) this.consider(model);
    this.reconciler.start();
  }

  /** Stops planning; what is under way is not published. */
  follow(): void {
    if (!this.leading) return;
    this.leading = false;
    this.ports.events.info('this replica is now a follower');
    for (const planner of this.planners.values()) planner.stop();
    this.planners.clear();
    this.reconciler.stop();
  }

  /** Takes a record of `rate.estimated` in; returns what is wrong with it, or null. */
  onRateEstimated(record: InboundRecord): string | null {
    const fault = this.rates.apply(record);
    const app = record.key === null ? undefined : this.view.apps.get(record.key);
    if (fault === null && app !== undefined) this.consider(app.model);
    if (fault === null) this.considerSilentApps();
    return fault;
  }

  /** Takes a record of `way.measured` in; returns what is wrong with it, or null. */
  onWayMeasured(record: InboundRecord): string | null {
    const fault = this.way.apply(record);
    if (fault === null && record.key !== null && this.view.models.get(record.key) !== undefined)
      this.consider(record.key);
    return fault;
  }

  /** Apps that send nothing bring no records of their own: all models are considered now and then, while rates are published. */
  private considerSilentApps(): void {
    const nowMs = this.ports.clock.monotonicMs();
    if (!this.leading || nowMs - this.lastConsideredAllAtMs < considerAllIntervalMs) return;
    this.lastConsideredAllAtMs = nowMs;
    for (const model of this.view.models.names()) this.consider(model);
  }

  /** A plan of `model` was requested. */
  onPlanRequested(model: string): void {
    if (!this.leading) return;
    if (this.view.models.get(model) === undefined) {
      this.ports.events.error('a plan was requested for a model that is not registered', undefined, { model });
      return;
    }
    this.plannerOf(model).onPlanRequested();
  }

  /** A batch was sent to a function; `gone` where the platform does not have it. */
  onExecuted(functionName: string, gone?: { readonly model: string; readonly function?: FunctionShape }): void {
    if (gone === undefined) this.reconciler.onExecuted(functionName);
    else this.reconciler.onFunctionGone(gone.model, functionName, gone.function);
  }

  /** Why batches of plans in force cannot be run as far as the leader knows, in words; empty where they can. */
  notReadyReasons(): string[] {
    return this.reconciler.notReadyReasons();
  }

  private createReconciler(): FunctionReconciler {
    const { plans, view, options } = this;
    return new FunctionReconciler(
      this.ports,
      {
        plans,
        modelInForce: (name) => this.modelInForce(name),
        statesOf: (name) => this.statesOf(name),
        maxWaitMs: () => view.apps.values().reduce((max, { sloMs }) => Math.max(max, sloMs), 0),
        isLeader: this.isLeader,
        onLost: (model, error, retryInMs) => this.plannerOf(model).watch(null).failed(error, retryInMs),
        onFound: (model) => this.plannerOf(model).watch(null).inForce(),
      },
      options,
    );
  }

  private modelInForce(name: string): ModelProfiled | undefined {
    const modelVersion = this.plans.of(name)?.modelVersion;
    return this.statesOf(name).find((state) => modelVersionOf(state) === modelVersion);
  }

  /** As the model is registered now, and as it was when plans were made with it. */
  private statesOf(name: string): ModelProfiled[] {
    const registered = this.view.models.get(name);
    const deployed = this.versions.get(name)?.versions.map((version) => version.registered) ?? [];
    return registered === undefined ? deployed : [registered, ...deployed];
  }

  private contextOf(): ModelPlannerContext {
    const { ports, view, rates, way, plans, reconciler, options, isLeader } = this;
    return {
      publisher: ports.publisher,
      clock: ports.clock,
      events: ports.events,
      progress: ports.progress ?? new NoopProgress(),
      planMaker: ports.planMaker ?? new InlinePlanMaker(ports.clock),
      apps: view.apps,
      models: view.models,
      rates,
      way,
      calibrations: this.calibrations,
      pins: this.pins,
      proposals: this.view.proposals ?? new PlanProposals(),
      decisions: this.view.decisions ?? new PlanDecisions(),
      versions: this.versions,
      modelInForce: (name) => this.modelInForce(name),
      plans,
      keeper: reconciler,
      config: options,
      settings: settingsHash(options),
      isLeader: isLeader,
    };
  }

  private plannerOf(model: string): ModelPlanner {
    const known = this.planners.get(model);
    if (known !== undefined) return known;
    const planner = new ModelPlanner(model, this.context);
    this.planners.set(model, planner);
    return planner;
  }

  private consider(model: string): void {
    if (this.leading) this.plannerOf(model).consider();
  }
}
