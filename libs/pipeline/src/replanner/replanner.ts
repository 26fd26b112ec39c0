import {
  compile,
  PlanPublished,
  planVersionOf,
  recordOf,
  tombstoneOf,
  topics,
  type PlanReason,
} from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import {
  type Clock,
  type Timer,
  NoLongerWanted,
  type FunctionPlatform,
  SilentProgress,
  type PlanningProgress,
  type InboundRecord,
  type OutboundRecord,
  type Publisher,
  type StageEvents,
} from '@harmonybatch/ports';
import type { MadePlans, PlanMaker } from '../ports/plan-maker';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import { FunctionKeeper } from './function-keeper';
import { InlinePlanMaker } from './inline-plan-maker';
import { KnownRates } from './known-rates';
import { settingsHash } from './plan-settings';
import { PlanningWatch, type PlanWanted } from './planning-watch';
import { PlansInForce } from './plans-in-force';
import { reasonToPlan, type Need } from './reason-to-plan';
import { replannerDefaults, type ReplannerConfig } from './replanner-config';

export interface ReplannerPorts {
  readonly publisher: Publisher;
  readonly platform: FunctionPlatform;
  readonly clock: Clock;
  readonly events: StageEvents;
  /** Where plans are made; where they are asked for if absent. */
  readonly planMaker?: PlanMaker;
  readonly progress?: PlanningProgress;
  /** Whether this replica is still the one to plan, asked before everything that others see; told by `follow` alone if absent. */
  readonly owns?: () => boolean;
}

export interface ReplannerView {
  readonly apps: AppRegistry;
  readonly models: ModelRegistry;
  readonly board: PlanBoard;
}

/** What the leader remembers of one model. */
interface ModelState {
  requested: boolean;
  /** When the last plan was made and how long that took, monotonic ms. */
  planned: { readonly atMs: number; readonly tookMs: number };
  retryMs: number;
  /** Another plan than the one in force was wanted and is not in force yet. */
  unsettled: boolean;
  timer: Timer | null;
  busy: boolean;
  again: boolean;
}

/** Rates are not looked at again before so many times the last planning have passed: a large model is not planned all the time. */
const restAfterPlanning = 5;
/** Drafts whose functions are not ready by then give way to a newer state of the model, ms. */
const longestPreparingMs = 20_000;
const considerAllMs = 30_000;
const planValidator = compile(PlanPublished);

/**
 * Keeps every model's plan right for its apps and their rates. Of all replicas one leads and plans; the others follow
 * with the same knowledge. A plan is published only after its functions are ready.
 */
export class Replanner {
  readonly rates: KnownRates;
  private readonly states = new Map<string, ModelState>();
  private readonly plans: PlansInForce;
  private readonly keeper: FunctionKeeper;
  private readonly planMaker: PlanMaker;
  private readonly progress: PlanningProgress;
  private readonly settings: string;
  /** Counts the times of leading; 0 while following. A plan begun in another term is not published. */
  private term = 0;
  private allConsideredAtMs = -Infinity;
  private leading = false;

  constructor(
    private readonly ports: ReplannerPorts,
    private readonly view: ReplannerView,
    private readonly config: ReplannerConfig = replannerDefaults,
  ) {
    this.rates = new KnownRates(config, () => ports.clock.monotonicMs());
    this.plans = new PlansInForce(view.board, ports.clock);
    this.keeper = this.keeperOf();
    this.planMaker = ports.planMaker ?? new InlinePlanMaker(ports.clock);
    this.progress = ports.progress ?? new SilentProgress();
    this.settings = settingsHash(config);
    view.board.onChange((model) => this.consider(model));
    view.models.onChange((model) => this.consider(model));
    view.apps.onChange((name, before, after) => {
      if (before?.expectedRateHz !== after?.expectedRateHz) this.rates.expectationChanged(name);
      for (const model of new Set([before?.model, after?.model])) if (model !== undefined) this.consider(model);
    });
  }

  get isLeading(): boolean {
    return this.leading;
  }

  /** Begins to plan, from the plans in force. */
  lead(): void {
    if (this.leading) return;
    this.leading = true;
    this.term += 1;
    this.ports.events.noted('this replica plans');
    this.plans.clear();
    for (const model of new Set([...this.view.models.names(), ...this.view.board.models()])) this.consider(model);
    this.keeper.lead();
  }

  /** Stops planning; what is under way is not published. */
  follow(): void {
    if (!this.leading) return;
    this.leading = false;
    this.term += 1;
    this.ports.events.noted('this replica stands by');
    for (const state of this.states.values()) state.timer?.cancel();
    this.states.clear();
    this.keeper.follow();
  }

  /** Takes a record of `rate.estimated` in; returns what is wrong with it, or null. */
  rateEstimated(record: InboundRecord): string | null {
    const fault = this.rates.apply(record);
    const app = record.key === null ? undefined : this.view.apps.get(record.key);
    if (fault === null && app !== undefined) this.consider(app.model);
    if (fault === null) this.considerSilent();
    return fault;
  }

  /** Apps that send nothing bring no records of their own: all models are looked at now and then, while rates are told. */
  private considerSilent(): void {
    const nowMs = this.ports.clock.monotonicMs();
    if (!this.leading || nowMs - this.allConsideredAtMs < considerAllMs) return;
    this.allConsideredAtMs = nowMs;
    for (const model of this.view.models.names()) this.consider(model);
  }

  /** Somebody asked for a plan of `model` now. */
  requested(model: string): void {
    if (!this.leading) return;
    if (this.view.models.get(model) === undefined) {
      this.ports.events.fault('a plan was asked for of a model that is not registered', undefined, { model });
      return;
    }
    this.stateOf(model).requested = true;
    this.consider(model);
  }

  /** A batch was sent to a function; `gone` where the platform does not have it. */
  executed(functionName: string, gone?: { readonly model: string; readonly function?: FunctionShape }): void {
    if (gone === undefined) this.keeper.executed(functionName);
    else this.keeper.gone(gone.model, functionName, gone.function);
  }

  /** Why batches of plans in force cannot be run as far as the leader knows, in words; empty where they can. */
  notReady(): string[] {
    return this.keeper.notReady();
  }

  private keeperOf(): FunctionKeeper {
    const { plans, view, config } = this;
    return new FunctionKeeper(
      this.ports,
      {
        plans,
        modelInForce: (name) => {
          const model = view.models.get(name);
          return model !== undefined && plans.of(name)?.modelVersion === planVersionOf(model) ? model : undefined;
        },
        registered: (name) => view.models.get(name),
        longestWaitMs: () => view.apps.values().reduce((most, { sloMs }) => Math.max(most, sloMs), 0),
        leads: () => this.leads(this.term),
        onLost: (model, error, retryInMs) => this.watch(model, null).failed(error, retryInMs),
        onFound: (model) => this.watch(model, null).inForce(),
      },
      config,
    );
  }

  /** Whether this replica still leads, in the same term as when something was begun. */
  private leads(term: number): boolean {
    return this.leading && this.term === term && (this.ports.owns?.() ?? true);
  }

  private watch(model: string, reason: PlanWanted['reason']): PlanningWatch {
    const { clock, events } = this.ports;
    const registered = this.view.models.get(model);
    const modelVersion = registered === undefined ? '' : planVersionOf(registered);
    const apps = this.view.apps.ofModel(model).length;
    return new PlanningWatch({ clock, events, progress: this.progress }, { model, modelVersion, reason, apps });
  }

  private stateOf(model: string): ModelState {
    let state = this.states.get(model);
    if (state === undefined) {
      state = {
        requested: false,
        planned: { atMs: -Infinity, tookMs: 0 },
        retryMs: this.config.retryMs.first,
        unsettled: false,
        timer: null,
        busy: false,
        again: false,
      };
      this.states.set(model, state);
    }
    return state;
  }

  /** Looks at a model soon: changes that come together are planned together. */
  private consider(model: string, delayMs = this.config.gatherMs): void {
    if (!this.leading) return;
    const state = this.stateOf(model);
    if (state.busy) state.again = true;
    if (state.busy || state.timer !== null) return;
    state.timer = this.ports.clock.after(delayMs, () => {
      state.timer = null;
      void this.look(model, state, this.term);
    });
  }

  private async look(model: string, state: ModelState, term: number): Promise<void> {
    state.busy = true;
    state.again = false;
    const need = this.needOf(model, state);
    const retryInMs = need === null ? null : await this.meet(need, model, state, term);
    if (need === null) this.settle(model, state);
    state.busy = false;
    if (!this.leads(term)) return;
    if (retryInMs !== null) this.consider(model, retryInMs);
    else if (state.again) this.consider(model);
  }

  private needOf(model: string, state: ModelState): Need {
    const { atMs, tookMs } = state.planned;
    const restMs = Math.max(this.config.minReplanIntervalMs, restAfterPlanning * tookMs);
    return reasonToPlan({
      model: this.view.models.get(model),
      apps: this.view.apps.ofModel(model),
      inForce: this.plans.of(model),
      settings: this.settings,
      rates: this.rates,
      requested: state.requested,
      mayFollowRates: this.ports.clock.monotonicMs() - atMs >= restMs,
    });
  }

  /** What was wanted before is not wanted any more: the plan in force is right as it is. */
  private settle(model: string, state: ModelState): void {
    state.retryMs = this.config.retryMs.first;
    if (!state.unsettled) return;
    state.unsettled = false;
    if (this.plans.of(model) !== undefined) this.watch(model, null).inForce();
    else this.progress.ended(model);
  }

  /** @returns after which time to look again because it failed, ms; null where it did not. */
  private async meet(need: NonNullable<Need>, model: string, state: ModelState, term: number): Promise<number | null> {
    const watch = need === 'withdraw' ? null : this.watch(model, need);
    state.unsettled = true;
    try {
      if (need === 'withdraw' || watch === null) await this.withdraw(model, term);
      else if (await this.replan(need, model, state, term, watch)) watch.inForce();
      state.retryMs = this.config.retryMs.first;
      state.unsettled = false;
      return null;
    } catch (error) {
      return this.failed(error, model, state, term, watch);
    } finally {
      watch?.stop();
    }
  }

  private failed(
    error: unknown,
    model: string,
    state: ModelState,
    term: number,
    watch: PlanningWatch | null,
  ): number | null {
    if (!this.leads(term)) return null;
    const { retryMs } = state;
    if (error instanceof NoLongerWanted) return 0;
    this.ports.events.fault('a plan could not be put in force; trying again', error, { model, inMs: retryMs });
    watch?.failed(error, retryMs);
    state.retryMs = Math.min(2 * retryMs, this.config.retryMs.most);
    return retryMs;
  }

  /** @returns whether this replica put a plan in force. */
  private async replan(
    need: PlanReason,
    model: string,
    state: ModelState,
    term: number,
    watch: PlanningWatch,
  ): Promise<boolean> {
    const { clock } = this.ports;
    const registered = this.view.models.get(model)!;
    const apps = this.view.apps.ofModel(model);
    const ratesHz = new Map(apps.map((app) => [app.name, this.rates.rateHz(app)]));
    const inForce = this.plans.of(model);
    const startMs = clock.monotonicMs();
    const made = await this.planMaker.make({
      model: registered,
      apps,
      ratesHz,
      reason: need,
      config: this.config,
      settings: this.settings,
      ...(need === 'rate' && inForce !== undefined ? { inForce } : {}),
      nowMs: clock.nowMs(),
    });
    state.planned = { atMs: clock.monotonicMs(), tookMs: clock.monotonicMs() - startMs };
    if (!this.leads(term)) return false;
    watch.preparing();
    const plan = this.chosen(made);
    const endsMs = clock.monotonicMs() + longestPreparingMs;
    const stillWanted = (): boolean => this.leads(term) && !(state.again && clock.monotonicMs() > endsMs);
    return this.keeper.ready(plan, registered, stillWanted, () => this.publish(plan, state, term));
  }

  /** For moved rates alone, a plan has to save enough at these rates; else the groups stay, and are priced anew. */
  private chosen({ draft, repriced }: MadePlans): PlanPublished {
    if (repriced === null) return draft;
    const saves = draft.costPerSecond <= repriced.costPerSecond * (1 - this.config.minSavingRatio);
    if (saves && !haveSameGroups(draft, repriced)) return draft;
    this.ports.events.counted('plans_kept');
    return repriced;
  }

  private async publish(made: PlanPublished, state: ModelState, term: number): Promise<boolean> {
    const plan = { ...made, plannedAtMs: this.ports.clock.nowMs() };
    const [fault] = planValidator.check(plan) ? [] : planValidator.explain(plan);
    if (fault !== undefined)
      throw new Error(`nobody could read the plan that was made: ${fault.field}: ${fault.message}`);
    const before = this.plans.of(plan.model);
    if (!(await this.write(recordOf(topics.planPublished, plan), term))) return false;
    this.plans.written(plan.model, plan);
    this.keeper.replaced(before, plan);
    state.requested = false;
    this.ports.events.counted('plans', 1, { reason: plan.reason });
    this.ports.events.observed('planning_ms', plan.planningMs);
    this.ports.events.noted('a plan is in force', {
      model: plan.model,
      reason: plan.reason,
      apps: plan.groups.reduce((sum, { apps }) => sum + apps.length, 0),
      groups: plan.groups.length,
      planningMs: Math.round(plan.planningMs),
    });
    return true;
  }

  private async withdraw(model: string, term: number): Promise<void> {
    const before = this.plans.of(model);
    if (!(await this.write(tombstoneOf(topics.planPublished, model), term))) return;
    this.plans.written(model, undefined);
    this.keeper.replaced(before, undefined);
    this.progress.ended(model);
    this.ports.events.noted('a plan was withdrawn', { model });
  }

  /** @returns false where this replica does not lead any more: then nothing was written. */
  private async write(record: OutboundRecord, term: number): Promise<boolean> {
    const stillLeads = (): boolean => this.leads(term);
    if (!stillLeads()) return false;
    await this.ports.publisher.publish([record], stillLeads);
    return this.leading && this.term === term;
  }
}

function haveSameGroups(one: PlanPublished, other: PlanPublished): boolean {
  const ids = new Set(one.groups.map((group) => group.id));
  return other.groups.length === ids.size && other.groups.every((group) => ids.has(group.id));
}
