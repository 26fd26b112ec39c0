import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import type { FunctionShape } from '@harmonybatch/model';
import type { DeployedFunction, Timer } from '@harmonybatch/ports';
import { DraftFunctions } from './draft-functions';
import { DraftPreparation, type Draft } from './draft-preparation';
import type { ReconcilerPorts, ReconcilerView } from './reconciler-ports';
import { LostFunctions, type LostFunctionsView } from './lost-functions';
import { PreparedFunctions } from './prepared-functions';
import { functionNeeds, works, type FunctionNeeds } from './function-needs';
import { functionsOf, type DesiredFunction } from './desired-functions';
import type { ReplannerOptions } from '../replanner-options';
import { RetiredFunctions } from './retired-functions';
import { UnclaimedFunctions } from './unclaimed-functions';

const sweepIntervalMs = 5_000;
/** How often the platform is asked which functions there are, sweeps. */
const sweepsBetweenChecks = 6;

/**
 * The functions of this deployment: those of plans in force are there, those of drafts are made ready, all others are taken
 * down. Only a leader touches them.
 */
export class FunctionReconciler {
  private readonly draftFunctions = new DraftFunctions();
  private readonly retired: RetiredFunctions;
  private readonly made: PreparedFunctions;
  private readonly lost: LostFunctions;
  private readonly unclaimed: UnclaimedFunctions;
  private readonly preparation: DraftPreparation;
  /** Why the platform did not say which functions there are when it was asked last; null where it did. */
  private listFault: string | null = null;
  private timer: Timer | null = null;
  private sweeps = 0;

  constructor(
    private readonly ports: ReconcilerPorts,
    private readonly view: ReconcilerView,
    private readonly options: ReplannerOptions,
  ) {
    const isFree = (name: string): boolean =>
      view.isLeader() && !this.draftFunctions.has(name) && !view.plans.names(name);
    this.retired = new RetiredFunctions(ports, isFree, options);
    this.made = new PreparedFunctions(view.statesOf, options);
    this.lost = new LostFunctions(ports, this.lostFunctionsView(), options);
    this.unclaimed = new UnclaimedFunctions(ports, view.isLeader);
    const books = { drafted: this.draftFunctions, retired: this.retired, prepared: this.made };
    this.preparation = new DraftPreparation(ports, view, books, options);
  }

  /** Starts reconciling: functions that no plan names are removed, those that are missing are created. */
  start(): void {
    this.sweeps = 0;
    for (const model of this.view.plans.models()) {
      const registered = this.view.modelInForce(model);
      const groups = this.view.plans.of(model)?.groups ?? [];
      if (registered !== undefined) this.made.remember(functionsOf(groups, registered, this.options));
    }
    void this.reconcile();
    this.scheduleSweep();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = null;
    this.retired.clear();
    this.lost.clear();
    this.unclaimed.clear();
    this.made.clear();
    this.listFault = null;
  }

  /**
   * Makes a draft's functions ready and puts it, or the part of it that can be had, in force: `DraftPreparation.run`. Where
   * functions are not touched, a draft is prepared that needs no change of them.
   */
  prepare(draft: Draft): Promise<boolean> {
    return this.options.provisioning === 'apply' ? this.preparation.run(draft) : draft.putInForce(draft.plan);
  }

  /** What the plan needs of functions that are not touched here, by what is there now. */
  needsOf(plan: PlanPublished, model: ModelProfiled): Promise<FunctionNeeds> {
    return functionNeeds(this.ports.platform, this.view.plans.of(plan.model), { plan, model }, this.options);
  }

  /** The plan `after` has replaced `before`. */
  onPlanReplaced(before: PlanPublished | undefined, after: PlanPublished | undefined): void {
    this.retired.onPlanReplaced(before, after);
  }

  /** A batch was sent to this function. */
  onExecuted(functionName: string): void {
    this.retired.onExecuted(functionName);
  }

  /**
   * The platform has no such function, or none that can be called. One that a plan in force names, or that still drains, is recreated, and so is an
   * unknown one if its model and shape have its name: batches of an earlier plan are still sent to it.
   */
  onFunctionGone(model: string, functionName: string, shape?: FunctionShape): void {
    if (!this.view.isLeader()) return;
    if (!this.isInForce(model, functionName) && this.made.has(functionName, model, shape))
      this.retired.retireOrphan(functionName, this.view.maxWaitMs());
    this.retired.onExecuted(functionName);
    this.lost.onFunctionGone(model, functionName, shape);
  }

  /** Why functions of plans in force cannot be called, in words; empty where they can, and where no plan names any. */
  notReadyReasons(): string[] {
    if (!this.view.isLeader() || this.view.plans.functionNames().size === 0) return [];
    const unlisted = this.listFault === null ? [] : [`the functions cannot be listed: ${this.listFault}`];
    return [...this.lost.notReadyReasons(), ...unlisted];
  }

  private isInForce(model: string, functionName: string): boolean {
    return this.view.plans.of(model)?.groups.some((group) => group.functionName === functionName) ?? false;
  }

  /** What is in force is taken from its plan; what drains from when it was made ready. */
  private desired(model: string, functionName: string, shape?: FunctionShape): DesiredFunction | undefined {
    const registered = this.view.modelInForce(model);
    const groups = this.view.plans.of(model)?.groups.filter((group) => group.functionName === functionName) ?? [];
    const [inForce] = registered === undefined ? [] : functionsOf(groups, registered, this.options);
    return inForce ?? this.made.get(functionName, model, shape);
  }

  private async reconcile(): Promise<void> {
    try {
      const there = await this.ports.platform.list();
      if (!this.view.isLeader()) return;
      this.listFault = null;
      this.compare(new Map(there.map((deployed) => [deployed.name, deployed])));
    } catch (error) {
      this.listFault = error instanceof Error ? error.message : String(error);
      this.ports.events.error('existing functions could not be listed', error);
    }
  }

  /** Compares what is there with what plans name. */
  private compare(there: ReadonlyMap<string, DeployedFunction>): void {
    const { plans, maxWaitMs } = this.view;
    const named = plans.functionNames();
    for (const name of there.keys())
      if (!named.has(name) && !this.draftFunctions.has(name)) this.retired.retireOrphan(name, maxWaitMs());
    for (const [name, model] of named) {
      const deployed = there.get(name);
      if (deployed === undefined) this.onFunctionGone(model, name);
      else if (!works(deployed)) this.lost.onFunctionBroken(model, deployed);
      else this.onThere(model, deployed);
    }
  }

  private onThere(model: string, { name, unclaimed }: DeployedFunction): void {
    this.lost.onFunctionThere(model, name);
    const isToClaim = unclaimed === true && this.options.provisioning === 'apply';
    const wanted = isToClaim ? this.desired(model, name) : undefined;
    if (wanted !== undefined) this.unclaimed.claim(model, wanted);
  }

  private scheduleSweep(): void {
    const timer = this.ports.clock.after(sweepIntervalMs, () => {
      void this.sweep().finally(() => this.timer === timer && this.scheduleSweep());
    });
    this.timer = timer;
  }

  /** A platform that did not answer is asked again at the next sweep. */
  private async sweep(): Promise<void> {
    this.sweeps += 1;
    if (this.sweeps % sweepsBetweenChecks === 0 || this.listFault !== null) await this.reconcile();
    await this.retired.sweep();
    this.made.retainOnly((name) => this.isKept(name));
  }

  private isKept(name: string): boolean {
    return this.view.plans.names(name) || this.draftFunctions.has(name) || this.retired.isDraining(name);
  }

  private lostFunctionsView(): LostFunctionsView {
    const { isLeader, onLost, onFound } = this.view;
    return {
      isLeader,
      onLost,
      onFound,
      isInForce: (model, functionName) => this.isInForce(model, functionName),
      isDraining: (functionName) => this.retired.isDraining(functionName),
      desired: (model, functionName, shape) => this.desired(model, functionName, shape),
    };
  }
}
