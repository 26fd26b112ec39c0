import type { StageEvents } from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';

const message = 'a plan could not be put in force; retrying';
const takeoverMessage = 'a version of a model cannot take over, and the one before serves on; retrying';

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

  /**
   * @param successor the version of the model that was to take over from the one that serves, if that is what failed
   * @returns after which time to try again, ms
   */
  onFailed(error: unknown, successor?: string): number {
    const { waitMs, context } = this;
    this.report(error, successor);
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
  private report(error: unknown, modelVersion?: string): void {
    const { model, waitMs, context } = this;
    const fault = error instanceof Error ? error.message : String(error);
    context.events.count(plannerMetrics.failures, { model });
    if (fault !== this.lastFault)
      context.events.error(modelVersion === undefined ? message : takeoverMessage, error, {
        model,
        ...(modelVersion === undefined ? {} : { modelVersion }),
        inMs: waitMs,
      });
    this.lastFault = fault;
  }
}
