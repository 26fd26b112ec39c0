import type { StageEvents } from '@harmonybatch/ports';

interface RetriesContext {
  readonly events: StageEvents;
  readonly config: { readonly retryMs: { readonly initial: number; readonly max: number } };
}

/** How a plan of one model that cannot be put in force is tried again: with growing waits, and logged once. */
export class PlanningRetries {
  private waitMs: number;
  /** What the last plan failed with; null where it did not. */
  private lastFault: string | null = null;

  constructor(
    private readonly model: string,
    private readonly context: RetriesContext,
  ) {
    this.waitMs = context.config.retryMs.initial;
  }

  /** @returns after which time to try again, ms */
  onFailed(error: unknown): number {
    const { waitMs, context } = this;
    this.report(error);
    this.waitMs = Math.min(2 * waitMs, context.config.retryMs.max);
    return waitMs;
  }

  onDone(): void {
    this.onNothingNeeded();
    this.lastFault = null;
  }

  /** What failed is not wanted any more. */
  onNothingNeeded(): void {
    this.waitMs = this.context.config.retryMs.initial;
  }

  /** What fails again and again in the same way is logged once. */
  private report(error: unknown): void {
    const { model, waitMs, context } = this;
    const fault = error instanceof Error ? error.message : String(error);
    context.events.count('plan_failures');
    if (fault !== this.lastFault)
      context.events.error('a plan could not be put in force; retrying', error, { model, inMs: waitMs });
    this.lastFault = fault;
  }
}
