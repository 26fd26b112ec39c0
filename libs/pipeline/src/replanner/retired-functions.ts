import type { PlanPublished } from '@harmonybatch/contracts';
import {
  type Clock,
  NoLongerWanted,
  type FunctionPlatform,
  type StillWanted,
  type StageEvents,
} from '@harmonybatch/ports';

interface Idle {
  /** Monotonic ms. */
  sinceMs: number;
  readonly drainMs: number;
}

/** Functions that no plan names any more; each goes when its last batch is done. */
export class RetiredFunctions {
  private readonly idle = new Map<string, Idle>();
  private readonly removals = new Map<string, Promise<void>>();

  /** @param isFree whether this replica may remove the function now: it leads, and neither a plan nor a draft names it */
  constructor(
    private readonly ports: {
      readonly platform: FunctionPlatform;
      readonly clock: Clock;
      readonly events: StageEvents;
    },
    private readonly isFree: (name: string) => boolean,
    private readonly retireAfterMs: number,
  ) {}

  /** What `before` named and `after` does not begins to drain. */
  replaced(before: PlanPublished | undefined, after: PlanPublished | undefined): void {
    const used = new Set((after?.groups ?? []).map((group) => group.functionName));
    for (const { functionName, apps, latencyMs } of before?.groups ?? []) {
      if (used.has(functionName)) continue;
      const longestMs = apps.reduce((most, app) => Math.max(most, app.timeoutMs), 0) + latencyMs.max;
      this.retire(functionName, longestMs + this.retireAfterMs);
    }
    for (const name of used) this.idle.delete(name);
  }

  /**
   * A function that was found without a plan that names it.
   * @param longestWaitMs a request of an earlier plan may still wait so long for it
   */
  orphaned(name: string, longestWaitMs: number): void {
    if (!this.idle.has(name)) this.retire(name, longestWaitMs + this.retireAfterMs);
  }

  /** A function of a plan that never came in force: no batch is for it. */
  abandoned(name: string): void {
    if (!this.idle.has(name)) this.retire(name, 0);
  }

  /** A batch was run: a retired function that still gets batches stays. */
  executed(name: string): void {
    const retired = this.idle.get(name);
    if (retired !== undefined) retired.sinceMs = this.ports.clock.monotonicMs();
  }

  /** Whether it is kept for batches that may still come. */
  isDraining(name: string): boolean {
    return this.idle.has(name);
  }

  /** Resolves when no removal of the function is under way: what is made before that may be removed again. */
  async untilNotRemoved(name: string): Promise<void> {
    await this.removals.get(name);
  }

  /** Forgets everything: another replica leads. */
  clear(): void {
    this.idle.clear();
  }

  /** Removes what has been idle for long enough. */
  async sweep(): Promise<void> {
    const nowMs = this.ports.clock.monotonicMs();
    const due = [...this.idle].filter(([, { sinceMs, drainMs }]) => nowMs - sinceMs >= drainMs);
    for (const [name] of due) {
      if (!this.idle.has(name) || !this.isFree(name) || this.removals.has(name)) continue;
      const removal = this.remove(name, () => this.isFree(name)).finally(() => this.removals.delete(name));
      this.removals.set(name, removal);
      await removal;
    }
  }

  /** One that drains already keeps the longer of both times. */
  private retire(name: string, drainMs: number): void {
    const known = this.idle.get(name)?.drainMs ?? 0;
    this.idle.set(name, { sinceMs: this.ports.clock.monotonicMs(), drainMs: Math.max(known, drainMs) });
  }

  private async remove(name: string, stillWanted: StillWanted): Promise<void> {
    const { platform, events } = this.ports;
    try {
      await platform.remove(name, stillWanted);
      this.idle.delete(name);
      events.noted('a function was removed', { name });
    } catch (error) {
      if (error instanceof NoLongerWanted) return;
      events.fault('a function could not be removed; retrying', error, { name });
    }
  }
}
