import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';
import type { Clock, Timer } from '../ports/clock';
import { NoLongerWanted, type FunctionPlatform, type StillWanted } from '../ports/functions';
import type { StageEvents } from '../ports/stage-events';
import { FunctionHolds } from './function-holds';
import type { PlansInForce } from './plans-in-force';
import { functionsOf, makeReady } from './ready-functions';
import type { ReplannerConfig } from './replanner-config';
import { RetiredFunctions } from './retired-functions';

export interface KeeperPorts {
  readonly platform: FunctionPlatform;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** What the keeper has to know of the deployment. */
export interface KeeperView {
  readonly plans: PlansInForce;
  /** The model as it is registered now, if the plan in force is for that state of it. */
  readonly modelInForce: (name: string) => ModelProfiled | undefined;
  /** The longest that a request of any app may wait, ms. */
  readonly longestWaitMs: () => number;
  readonly leads: () => boolean;
  /** A function in force is gone, and could not be made again. */
  readonly onLost: (model: string, error: unknown, retryInMs: number) => void;
  /** It is there again. */
  readonly onFound: (model: string) => void;
}

const sweepMs = 5_000;
/** How often the platform is asked which functions there are, sweeps. */
const sweepsBetweenChecks = 12;

/**
 * The functions of this deployment: those of plans in force are there, those of drafts are made ready, all others are taken
 * down. Only a leader touches them.
 */
export class FunctionKeeper {
  private readonly holds = new FunctionHolds();
  private readonly retired: RetiredFunctions;
  private readonly remaking = new Set<string>();
  private timer: Timer | null = null;
  private sweeps = 0;

  constructor(
    private readonly ports: KeeperPorts,
    private readonly view: KeeperView,
    private readonly config: ReplannerConfig,
  ) {
    const isFree = (name: string): boolean => view.leads() && !this.holds.has(name) && !view.plans.names(name);
    this.retired = new RetiredFunctions(ports, isFree, config.retireAfterMs);
  }

  /** Begins to keep order: functions that no plan names are left from before and will go, those that are missing come. */
  lead(): void {
    this.sweeps = 0;
    void this.check();
    this.sweepLater();
  }

  follow(): void {
    this.timer?.cancel();
    this.timer = null;
    this.retired.clear();
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

  /** The platform has no such function: one that a plan in force names is made again, until it is there. */
  gone(model: string, functionName: string): void {
    if (!this.view.leads() || this.remaking.has(functionName) || !this.isInForce(model, functionName)) return;
    this.remaking.add(functionName);
    this.ports.events.fault('a function is gone from the platform; making it again', undefined, {
      functionName,
      model,
    });
    void this.remake(model, functionName, this.config.retryMs.first);
  }

  private isInForce(model: string, functionName: string): boolean {
    return this.view.plans.of(model)?.groups.some((group) => group.functionName === functionName) ?? false;
  }

  private async remake(model: string, functionName: string, retryMs: number): Promise<void> {
    const { events, platform, clock } = this.ports;
    const { view, config } = this;
    const stillWanted = (): boolean => view.leads() && this.isInForce(model, functionName);
    const registered = view.modelInForce(model);
    let again = config.retryMs.first;
    try {
      const groups = view.plans.of(model)?.groups.filter((group) => group.functionName === functionName) ?? [];
      if (registered !== undefined) {
        await makeReady(platform, functionsOf(groups, registered, config), stillWanted);
        events.counted('functions_remade');
        events.noted('a function is there again', { functionName, model });
        view.onFound(model);
      }
    } catch (error) {
      if (!(error instanceof NoLongerWanted)) {
        again = retryMs;
        events.fault('a function could not be made again; trying again', error, { functionName, model });
        view.onLost(model, error, retryMs);
        clock.after(retryMs, () => {
          if (stillWanted()) void this.remake(model, functionName, Math.min(2 * retryMs, config.retryMs.most));
          else this.remaking.delete(functionName);
        });
        return;
      }
    }
    // Reports from before it was there again still come for a while.
    clock.after(again, () => void this.remaking.delete(functionName));
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
      this.ports.events.fault('a function in force could not be given its instances again', error),
    );
  }

  /** Compares what is there with what plans name. */
  private async check(): Promise<void> {
    const { plans, longestWaitMs, leads } = this.view;
    try {
      const there = new Set(await this.ports.platform.list());
      if (!leads()) return;
      const named = plans.functionNames();
      for (const name of there)
        if (!named.has(name) && !this.holds.has(name)) this.retired.orphaned(name, longestWaitMs());
      for (const [name, model] of named) if (!there.has(name)) this.gone(model, name);
    } catch (error) {
      this.ports.events.fault('the functions that are there could not be listed', error);
    }
  }

  private sweepLater(): void {
    const timer = this.ports.clock.after(sweepMs, () => {
      this.sweeps += 1;
      const checked = this.sweeps % sweepsBetweenChecks === 0 ? this.check() : Promise.resolve();
      void checked.then(() => this.retired.sweep()).finally(() => this.timer === timer && this.sweepLater());
    });
    this.timer = timer;
  }
}
