import type { PlanPublished } from '@harmonybatch/contracts';
import type { Clock } from '../ports/clock';
import type { FunctionPlatform } from '../ports/functions';
import type { StageEvents } from '../ports/stage-events';

/** Functions that no plan names any more; each goes when its last batch is done. */
export class RetiredFunctions {
  private readonly idleSinceMs = new Map<string, { atMs: number; drainMs: number }>();

  constructor(
    private readonly platform: FunctionPlatform,
    private readonly clock: Clock,
    private readonly events: StageEvents,
    private readonly retireAfterMs: number,
  ) {}

  /** What `before` named and `after` does not begins to drain; what `after` names is in use. */
  replaced(before: PlanPublished | undefined, after: PlanPublished | undefined): void {
    const used = new Set((after?.groups ?? []).map((group) => group.functionName));
    for (const { functionName, apps, latencyMs } of before?.groups ?? []) {
      if (used.has(functionName)) continue;
      const drainMs = Math.max(...apps.map((app) => app.timeoutMs)) + latencyMs.max + this.retireAfterMs;
      this.idleSinceMs.set(functionName, { atMs: this.clock.nowMs(), drainMs });
    }
    for (const name of used) this.idleSinceMs.delete(name);
  }

  /** A function that was found without a plan that names it. */
  orphaned(name: string): void {
    if (!this.idleSinceMs.has(name))
      this.idleSinceMs.set(name, { atMs: this.clock.nowMs(), drainMs: this.retireAfterMs });
  }

  /** A batch was run: a retired function that still gets batches stays. */
  executed(name: string): void {
    const retired = this.idleSinceMs.get(name);
    if (retired !== undefined) retired.atMs = this.clock.nowMs();
  }

  /** Forgets everything: another replica leads. */
  clear(): void {
    this.idleSinceMs.clear();
  }

  /** Removes what has been idle for long enough. */
  async sweep(): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (const [name, { atMs, drainMs }] of [...this.idleSinceMs]) {
      if (nowMs - atMs < drainMs) continue;
      try {
        await this.platform.remove(name);
        this.idleSinceMs.delete(name);
        this.events.noted('a function was removed', { name });
      } catch (error) {
        this.events.fault('a function could not be removed; trying again', error, { name });
      }
    }
  }
}
