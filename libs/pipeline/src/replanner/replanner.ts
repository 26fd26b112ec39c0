import { compile, PlanPublished, topics, type ModelProfiled } from '@harmonybatch/contracts';
import { planningContextOf, repricePlan } from '@harmonybatch/planning';
import type { Clock, Timer } from '../ports/clock';
import type { FunctionPlatform } from '../ports/functions';
import type { InboundRecord, Publisher } from '../ports/records';
import type { StageEvents } from '../ports/stage-events';
import type { AppRegistry } from '../registry/app-registry';
import type { ModelRegistry } from '../registry/model-registry';
import type { PlanBoard } from '../registry/plan-board';
import { draftPlan } from './draft-plan';
import { KnownRates } from './known-rates';
import { makeReady } from './ready-functions';
import { reasonToPlan, type Need } from './reason-to-plan';
import { replannerDefaults, type ReplannerConfig } from './replanner-config';
import { RetiredFunctions } from './retired-functions';

export interface ReplannerPorts {
  readonly publisher: Publisher;
  readonly platform: FunctionPlatform;
  readonly clock: Clock;
  readonly events: StageEvents;
}

export interface ReplannerView {
  readonly apps: AppRegistry;
  readonly models: ModelRegistry;
  readonly board: PlanBoard;
}

/** What the leader remembers of one model. */
interface ModelState {
  inForce: PlanPublished | undefined;
  /** Rates at which the plan in force was last found good enough. */
  considered: ReadonlyMap<string, number>;
  requested: boolean;
  consideredAtMs: number;
  retryMs: number;
  timer: Timer | null;
  busy: boolean;
  again: boolean;
}

const sweepMs = 5_000;
const planValidator = compile(PlanPublished);

/**
 * Keeps every model's plan right for its apps and their rates. Of all replicas one leads and plans; the others follow
 * with the same knowledge. A plan is published only after its functions are ready.
 */
export class Replanner {
  readonly rates: KnownRates;
  private readonly states = new Map<string, ModelState>();
  private readonly retired: RetiredFunctions;
  /** Counts the times of leading; 0 while following. A plan begun in another term is not published. */
  private term = 0;
  private leading = false;
  private sweepTimer: Timer | null = null;

  constructor(
    private readonly ports: ReplannerPorts,
    private readonly view: ReplannerView,
    private readonly config: ReplannerConfig = replannerDefaults,
  ) {
    this.rates = new KnownRates(config);
    this.retired = new RetiredFunctions(ports.platform, ports.clock, ports.events, config.retireAfterMs);
    view.board.onChange((model) => this.planSeen(model));
    view.models.onChange((model) => this.consider(model));
    view.apps.onChange((_name, before, after) => {
      for (const model of new Set([before?.model, after?.model])) if (model !== undefined) this.consider(model);
    });
  }

  get isLeading(): boolean {
    return this.leading;
  }

  /** Begins to plan, from the plans in force; functions that no plan names are left from before and will go. */
  lead(): void {
    if (this.leading) return;
    this.leading = true;
    this.term += 1;
    this.ports.events.noted('this replica plans');
    for (const model of new Set([...this.view.models.names(), ...this.view.board.models()])) this.consider(model);
    void this.findOrphans(this.term);
    this.sweepLater();
  }

  /** Stops planning; what is under way is not published. */
  follow(): void {
    if (!this.leading) return;
    this.leading = false;
    this.term += 1;
    this.ports.events.noted('this replica stands by');
    this.sweepTimer?.cancel();
    for (const state of this.states.values()) state.timer?.cancel();
    this.states.clear();
    this.retired.clear();
  }

  /** Takes a record of `rate.estimated` in; returns what is wrong with it, or null. */
  rateEstimated(record: InboundRecord): string | null {
    const fault = this.rates.apply(record);
    const app = record.key === null ? undefined : this.view.apps.get(record.key);
    if (fault === null && app !== undefined) this.consider(app.model);
    return fault;
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

  /** A batch was run on this function. */
  executed(functionName: string): void {
    this.retired.executed(functionName);
  }

  private stateOf(model: string): ModelState {
    let state = this.states.get(model);
    if (state === undefined) {
      state = {
        inForce: this.view.board.planOf(model)?.plan,
        considered: new Map(),
        requested: false,
        consideredAtMs: -Infinity,
        retryMs: this.config.retryMs.first,
        timer: null,
        busy: false,
        again: false,
      };
      this.states.set(model, state);
    }
    return state;
  }

  private planSeen(model: string): void {
    const state = this.states.get(model);
    const seen = this.view.board.planOf(model)?.plan;
    if (state !== undefined && (seen?.plannedAtMs ?? Infinity) >= (state.inForce?.plannedAtMs ?? 0))
      state.inForce = seen;
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
    let delayMs: number | null = null;
    try {
      const changed = await this.planIfNeeded(model, state, term);
      if (changed) state.retryMs = this.config.retryMs.first;
    } catch (error) {
      this.ports.events.fault('a plan could not be put in force; trying again', error, { model, inMs: state.retryMs });
      delayMs = state.retryMs;
      state.retryMs = Math.min(2 * state.retryMs, this.config.retryMs.most);
    }
    state.busy = false;
    if (delayMs !== null) this.consider(model, delayMs);
    else if (state.again) this.consider(model);
    state.again = false;
  }

  /** @returns whether another plan is in force now. */
  private async planIfNeeded(model: string, state: ModelState, term: number): Promise<boolean> {
    const registered = this.view.models.get(model);
    const apps = this.view.apps.ofModel(model);
    const need = reasonToPlan({
      model: registered,
      apps,
      inForce: state.inForce,
      requested: state.requested,
      ratesMoved: this.ratesMoved(state),
    });
    if (need === null) return false;
    if (need === 'withdraw' || registered === undefined) return this.withdraw(model, state, term);
    const { clock } = this.ports;
    const draft = draftPlan({
      model: registered,
      apps,
      rateOf: (app) => this.rates.rateHz(app),
      reason: need,
      config: this.config,
      monotonicMs: () => clock.monotonicMs(),
      nowMs: clock.nowMs(),
    });
    state.considered = new Map(apps.map((app) => [app.name, this.rates.rateHz(app)]));
    state.consideredAtMs = clock.nowMs();
    if (this.keepsOld(need, draft, state, registered)) return this.keepOld(draft, state, registered);
    await makeReady(this.ports.platform, draft, registered, this.config);
    return this.publish(draft, state, term);
  }

  private ratesMoved(state: ModelState): boolean {
    if (state.inForce === undefined) return false;
    if (this.ports.clock.nowMs() - state.consideredAtMs < this.config.minReplanIntervalMs) return false;
    return this.rates.anyMoved(state.inForce, state.considered);
  }

  /** For moved rates alone, a plan has to differ and to save enough at these rates. */
  private keepsOld(need: Need, draft: PlanPublished, state: ModelState, model: ModelProfiled): boolean {
    const { inForce, considered } = state;
    if (need !== 'rate' || inForce === undefined) return false;
    const ids = new Set(inForce.groups.map((group) => group.id));
    if (draft.groups.length === ids.size && draft.groups.every((group) => ids.has(group.id))) return true;
    const context = planningContextOf(model, this.config);
    const [old, drafted] = [inForce, draft].map((plan) => repricePlan(plan, context, considered).costPerSecond);
    return drafted! > old! * (1 - this.config.minSavingRatio);
  }

  /** The plan in force stays; where its groups need more instances at these rates, they get them. */
  private async keepOld(draft: PlanPublished, { inForce }: ModelState, model: ModelProfiled): Promise<boolean> {
    this.ports.events.counted('plans_kept');
    const wanted = new Map(draft.groups.map((group) => [group.functionName, group.warmInstances]));
    const grown = inForce!.groups.filter((group) => (wanted.get(group.functionName) ?? 0) > group.warmInstances);
    if (grown.length === 0) return false;
    const groups = grown.map((group) => ({ ...group, warmInstances: wanted.get(group.functionName)! }));
    await makeReady(this.ports.platform, { ...inForce!, groups }, model, this.config);
    return false;
  }

  private async publish(draft: PlanPublished, state: ModelState, term: number): Promise<boolean> {
    const plan = { ...draft, plannedAtMs: this.ports.clock.nowMs() };
    const [fault] = planValidator.check(plan) ? [] : planValidator.explain(plan);
    if (fault !== undefined)
      throw new Error(`nobody could read the plan that was made: ${fault.field}: ${fault.message}`);
    if (!(await this.write(plan.model, JSON.stringify(plan), term))) return false;
    this.retired.replaced(state.inForce, plan);
    state.inForce = plan;
    state.requested = false;
    this.ports.events.counted('plans', 1, { reason: plan.reason });
    this.ports.events.observed('planning_ms', plan.planningMs);
    this.ports.events.noted('a plan is in force', {
      model: plan.model,
      reason: plan.reason,
      groups: plan.groups.length,
    });
    return true;
  }

  private async withdraw(model: string, state: ModelState, term: number): Promise<boolean> {
    if (!(await this.write(model, null, term))) return false;
    this.retired.replaced(state.inForce, undefined);
    state.inForce = undefined;
    this.ports.events.noted('a plan was withdrawn', { model });
    return true;
  }

  /** @returns false where this replica does not lead any more: then nothing was written. */
  private async write(model: string, value: string | null, term: number): Promise<boolean> {
    const stillLeads = (): boolean => this.leading && this.term === term;
    if (!stillLeads()) return false;
    await this.ports.publisher.publish([{ topic: topics.planPublished.name, key: model, value }], stillLeads);
    return stillLeads();
  }

  private async findOrphans(term: number): Promise<void> {
    try {
      const names = await this.ports.platform.list();
      if (this.term !== term) return;
      const plans = this.view.board.models().map((model) => this.view.board.planOf(model)?.plan);
      const used = new Set(plans.flatMap((plan) => plan?.groups.map((group) => group.functionName) ?? []));
      for (const name of names) if (!used.has(name)) this.retired.orphaned(name);
    } catch (error) {
      this.ports.events.fault('functions left from before could not be listed', error);
    }
  }

  private sweepLater(): void {
    this.sweepTimer = this.ports.clock.after(sweepMs, () => {
      void this.retired.sweep().finally(() => this.leading && this.sweepLater());
    });
  }
}
