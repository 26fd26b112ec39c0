import type { PlanPublished } from '@harmonybatch/contracts';
import type { Clock, StageEvents, Timer } from '@harmonybatch/ports';
import type { MissingFunctions } from '../drafts/groups-without';
import { partialPlan } from '../drafts/partial-plan';
import type { PlanningTask } from '../drafts/plan-maker';
import { LearntQuota, QuotaRefusedError } from './learnt-quota';

export interface ModelQuotaContext {
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly config: { readonly quotaRetryMs: number };
}

/** Plans of one model on a platform that keeps no more instances warm: within what it gives, and once more when that may have grown. */
export class ModelQuota {
  readonly learnt: LearntQuota;
  /** Ends a rest at a plan that keeps to the platform's limits. */
  private moreTimer: Timer | null = null;

  /** @param onRested asks for more; called while a plan within limits is in force */
  constructor(
    private readonly model: string,
    private readonly context: ModelQuotaContext,
    private readonly onRested: () => void,
  ) {
    this.learnt = new LearntQuota(() => context.clock.monotonicMs(), context.config.quotaRetryMs);
  }

  stop(): void {
    this.moreTimer?.cancel();
  }

  /**
   * The part of a plan to have where functions of it cannot be had; null where the plan in force is as good.
   * @throws QuotaRefusedError where fewer instances may do, so that all of the plan may be had
   */
  planWithout(
    missing: MissingFunctions,
    plan: PlanPublished,
    inForce: PlanPublished | undefined,
    task: PlanningTask,
  ): PlanPublished | null {
    const wasLimited = task.room !== undefined || inForce?.instanceLimits !== undefined;
    if (plan.reason === 'pinned' || !this.learnt.onMissing(missing, plan, inForce))
      return partialPlan(plan, inForce, missing, task);
    const [why] = [...missing.values()].map(String);
    if (!wasLimited)
      this.context.events.warn('the platform keeps no more instances warm; planning within what it gives', {
        model: this.model,
        why,
      });
    throw new QuotaRefusedError(why);
  }

  /** A plan has all its functions and is in force. */
  onInForce(plan: PlanPublished, before: PlanPublished | undefined): void {
    const { clock, events } = this.context;
    this.learnt.onReady();
    this.moreTimer?.cancel();
    if (plan.instanceLimits !== undefined) this.moreTimer = clock.after(this.learnt.restsForMs, this.onRested);
    else if (before?.instanceLimits !== undefined)
      events.info('the platform keeps all instances warm again', { model: this.model });
  }
}
