import type { PlanPublished } from '@harmonybatch/contracts';
import type { ReplannerOptions } from '../replanner-options';
import {
  type Clock,
  NoLongerWantedError,
  type FunctionPlatform,
  type IsStillWanted,
  type StageEvents,
} from '@harmonybatch/ports';

interface Draining {
  /** Monotonic ms. */
  sinceMs: number;
  readonly drainMs: number;
  /** It was said that it would be removed if functions were touched. */
  isTold?: boolean;
}

/** Functions that no plan names any more; each goes when its last batch is done. */
export class RetiredFunctions {
  private readonly draining = new Map<string, Draining>();
  private readonly removals = new Map<string, Promise<void>>();

  /** @param isRemovable whether this replica may remove the function now: it leads, and neither a plan nor a draft names it */
  constructor(
    private readonly ports: {
      readonly platform: FunctionPlatform;
      readonly clock: Clock;
      readonly events: StageEvents;
    },
    private readonly isRemovable: (name: string) => boolean,
    private readonly options: Pick<ReplannerOptions, 'retireAfterMs' | 'provisioning'>,
  ) {}

  /** What `before` named and `after` does not begins to drain. */
  onPlanReplaced(before: PlanPublished | undefined, after: PlanPublished | undefined): void {
    const used = new Set((after?.groups ?? []).map((group) => group.functionName));
    for (const { functionName, apps, latencyMs } of before?.groups ?? []) {
      if (used.has(functionName)) continue;
      const longestMs = apps.reduce((max, app) => Math.max(max, app.timeoutMs), 0) + latencyMs.max;
      this.retire(functionName, longestMs + this.options.retireAfterMs);
    }
    for (const name of used) this.draining.delete(name);
  }

  /**
   * A function that was found without a plan that names it.
   * @param longestWaitMs a request of an earlier plan may still wait so long for it
   */
  retireOrphan(name: string, longestWaitMs: number): void {
    if (!this.draining.has(name)) this.retire(name, longestWaitMs + this.options.retireAfterMs);
  }

  /** A function of a plan that never came in force: no batch is for it. */
  retireDraft(name: string): void {
    if (!this.draining.has(name)) this.retire(name, 0);
  }

  /** A batch was run: a retired function that still gets batches stays. */
  onExecuted(name: string): void {
    const retired = this.draining.get(name);
    if (retired !== undefined) retired.sinceMs = this.ports.clock.monotonicMs();
  }

  /** Whether it is kept for batches that may still come. */
  isDraining(name: string): boolean {
    return this.draining.has(name);
  }

  /** Resolves when no removal of the function is under way: what is made before that may be removed again. */
  async removalEnded(name: string): Promise<void> {
    await this.removals.get(name);
  }

  /** Forgets everything: another replica leads. */
  clear(): void {
    this.draining.clear();
  }

  /** Removes what has been idle for long enough. */
  async sweep(): Promise<void> {
    const nowMs = this.ports.clock.monotonicMs();
    const due = [...this.draining].filter(([, { sinceMs, drainMs }]) => nowMs - sinceMs >= drainMs);
    for (const [name] of due) {
      if (!this.draining.has(name) || !this.isRemovable(name) || this.removals.has(name)) continue;
      if (this.options.provisioning !== 'apply') {
        this.tell(name);
        continue;
      }
      const removal = this.remove(name, () => this.isRemovable(name)).finally(() => this.removals.delete(name));
      this.removals.set(name, removal);
      await removal;
    }
  }

  /** One that drains already keeps the longer of both times. */
  private retire(name: string, drainMs: number): void {
    const known = this.draining.get(name)?.drainMs ?? 0;
    const isTold = this.draining.get(name)?.isTold ?? false;
    this.draining.set(name, { sinceMs: this.ports.clock.monotonicMs(), drainMs: Math.max(known, drainMs), isTold });
  }

  /** Once: it stays. */
  private tell(name: string): void {
    const retired = this.draining.get(name)!;
    if (retired.isTold !== true)
      this.ports.events.info('a function is not needed any more, and is left there', { functionName: name });
    retired.isTold = true;
  }

  private async remove(name: string, stillWanted: IsStillWanted): Promise<void> {
    const { platform, events } = this.ports;
    try {
      await platform.remove(name, stillWanted);
      this.draining.delete(name);
      events.info('a function was removed', { functionName: name });
    } catch (error) {
      if (error instanceof NoLongerWantedError) return;
      events.error('a function could not be removed; retrying', error, { functionName: name });
    }
  }
}
