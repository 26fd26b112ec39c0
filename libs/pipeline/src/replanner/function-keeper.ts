import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import type { StillWanted, Timer } from '@harmonybatch/ports';
import { FunctionHolds } from './function-holds';
import type { KeeperPorts, KeeperView } from './keeper-ports';
import { LostFunctions, type LostFunctionsView } from './lost-functions';
import { MadeFunctions } from './made-functions';
import { functionsOf, makeReady, type WantedFunction } from './ready-functions';
import type { ReplannerConfig } from './replanner-config';
import { RetiredFunctions } from './retired-functions';

const sweepMs = 5_000;
/** How often the platform is asked which functions there are, sweeps. */
const sweepsBetweenChecks = 6;

/**
 * The functions of this deployment: those of plans in force are there, those of drafts are made ready, all others are taken
 * down. Only a leader touches them.
 */
export class FunctionKeeper {
  private readonly holds = new FunctionHolds();
  private readonly retired: RetiredFunctions;
  private readonly made: MadeFunctions;
  private readonly lost: LostFunctions;
  /** Why the platform did not say which functions there are when it was asked last; null where it did. */
  private unlisted: string | null = null;
  private timer: Timer | null = null;
  private sweeps = 0;

  constructor(
    private readonly ports: KeeperPorts,
    private readonly view: KeeperView,
    private readonly config: ReplannerConfig,
  ) {
    const isFree = (name: string): boolean => view.leads() && !this.holds.has(name) && !view.plans.names(name);
    this.retired = new RetiredFunctions(ports, isFree, config.retireAfterMs);
    this.made = new MadeFunctions(view.registered, config);
    this.lost = new LostFunctions(ports, this.viewOfLosses(), config);
  }

  /** Starts reconciling: functions that no plan names are removed, those that are missing are created. */
  lead(): void {
    this.sweeps = 0;
    for (const model of this.view.plans.models()) {
      const registered = this.view.modelInForce(model);
      const groups = this.view.plans.of(model)?.groups ?? [];
      if (registered !== undefined) this.made.remember(functionsOf(groups, registered, this.config));
    }
    void this.check();
    this.sweepLater();
  }

  follow(): void {
    this.timer?.cancel();
    this.timer = null;
    this.retired.clear();
    this.lost.clear();
    this.made.clear();
    this.unlisted = null;
  }

  /**
   * Makes a draft's functions ready and calls `putInForce`. Where they cannot be made ready, what only the draft needed is
   * taken down at once: it costs money, and its instances may be those that the next draft is refused for.
   */
  async ready(
    draft: PlanPublished,
    model: ModelProfiled,
    stillWanted: StillWanted,
    putInForce: () => Promise<boolean>,
  ): Promise<boolean> {
    const functions = functionsOf(draft.groups, model, this.config);
    const names = functions.map(({ spec }) => spec.name);
    const release = this.holds.hold(names);
    this.made.remember(functions);
    try {
      await Promise.all(names.map((name) => this.retired.untilNotRemoved(name)));
      await makeReady(this.ports.platform, functions, stillWanted);
    } catch (error) {
      release();
      if (this.view.leads()) await this.takeDown(draft);
      throw error;
    }
    return this.publish(draft, putInForce).finally(release);
  }

  /** A plan whose writing was not acknowledged may be in force all the same: its functions go only after a while. */
  private async publish(draft: PlanPublished, putInForce: () => Promise<boolean>): Promise<boolean> {
    try {
      return await putInForce();
    } catch (error) {
      for (const { functionName } of draft.groups)
        if (!this.view.plans.names(functionName)) this.retired.orphaned(functionName, this.view.longestWaitMs());
      throw error;
    }
  }

  /** The plan `after` has replaced `before`. */
  replaced(before: PlanPublished | undefined, after: PlanPublished | undefined): void {
    this.retired.replaced(before, after);
  }

  /** A batch was sent to this function. */
  executed(functionName: string): void {
    this.retired.executed(functionName);
  }

  /**
   * The platform has no such function. One that a plan in force names, or that still drains, is recreated, and so is an
   * unknown one if its model and shape have its name: batches of an earlier plan are still sent to it.
   */
  gone(model: string, functionName: string, shape?: FunctionShape): void {
    if (!this.view.leads()) return;
    if (!this.isInForce(model, functionName) && this.made.has(functionName, model, shape))
      this.retired.orphaned(functionName, this.view.longestWaitMs());
    this.retired.executed(functionName);
    this.lost.gone(model, functionName, shape);
  }

  /** Why functions of plans in force cannot be called, in words; empty where they can, and where no plan names any. */
  notReady(): string[] {
    if (!this.view.leads() || this.view.plans.functionNames().size === 0) return [];
    const unlisted = this.unlisted === null ? [] : [`the functions cannot be listed: ${this.unlisted}`];
    return [...this.lost.reasons(), ...unlisted];
  }

  private isInForce(model: string, functionName: string): boolean {
    return this.view.plans.of(model)?.groups.some((group) => group.functionName === functionName) ?? false;
  }

  /** What is in force is taken from its plan; what drains from when it was made ready. */
  private wanted(model: string, functionName: string, shape?: FunctionShape): WantedFunction | undefined {
    const registered = this.view.modelInForce(model);
    const groups = this.view.plans.of(model)?.groups.filter((group) => group.functionName === functionName) ?? [];
    const [inForce] = registered === undefined ? [] : functionsOf(groups, registered, this.config);
    return inForce ?? this.made.get(functionName, model, shape);
  }

  /** Takes down what the draft needed alone, and gives what is in force the instances of its plan again. */
  private async takeDown(draft: PlanPublished): Promise<void> {
    const { plans, modelInForce, leads } = this.view;
    const inForce = plans.of(draft.model)?.groups ?? [];
    for (const { functionName } of draft.groups)
      if (!this.holds.has(functionName) && !plans.names(functionName)) this.retired.abandoned(functionName);
    await this.retired.sweep();
    const drafted = new Map(draft.groups.map((group) => [group.functionName, group.warmInstances]));
    const changed = inForce.filter(
      ({ functionName, warmInstances }) => (drafted.get(functionName) ?? warmInstances) !== warmInstances,
    );
    const model = modelInForce(draft.model);
    if (model === undefined || changed.length === 0) return;
    await makeReady(this.ports.platform, functionsOf(changed, model, this.config), leads).catch((error: unknown) =>
      this.ports.events.fault('warm instances of an active function could not be restored', error),
    );
  }

  /** Compares what is there with what plans name. */
  private async check(): Promise<void> {
    const { plans, longestWaitMs, leads } = this.view;
    try {
      const there = new Set(await this.ports.platform.list());
      if (!leads()) return;
      this.unlisted = null;
      const named = plans.functionNames();
      for (const name of there)
        if (!named.has(name) && !this.holds.has(name)) this.retired.orphaned(name, longestWaitMs());
      for (const [name, model] of named) if (!there.has(name)) this.gone(model, name);
    } catch (error) {
      this.unlisted = error instanceof Error ? error.message : String(error);
      this.ports.events.fault('existing functions could not be listed', error);
    }
  }

  private sweepLater(): void {
    const timer = this.ports.clock.after(sweepMs, () => {
      void this.sweep().finally(() => this.timer === timer && this.sweepLater());
    });
    this.timer = timer;
  }

  /** A platform that did not answer is asked again at the next sweep. */
  private async sweep(): Promise<void> {
    this.sweeps += 1;
    if (this.sweeps % sweepsBetweenChecks === 0 || this.unlisted !== null) await this.check();
    await this.retired.sweep();
    this.made.forgetAllBut((name) => this.isKept(name));
  }

  private isKept(name: string): boolean {
    return this.view.plans.names(name) || this.holds.has(name) || this.retired.isDraining(name);
  }

  private viewOfLosses(): LostFunctionsView {
    const { leads, onLost, onFound } = this.view;
    return {
      leads,
      onLost,
      onFound,
      isInForce: (model, functionName) => this.isInForce(model, functionName),
      isDraining: (functionName) => this.retired.isDraining(functionName),
      wanted: (model, functionName, shape) => this.wanted(model, functionName, shape),
    };
  }
}
