import type { PlanPublished } from '@harmonybatch/contracts';
import type { History } from '../history/history';
import type { PlanIndex } from './plan-index';
import type { RecentPlans } from './recent-plans';

/** The plans that are kept, with all that is in them. */
export class KeptPlans {
  constructor(
    private readonly index: PlanIndex,
    private readonly recent: RecentPlans,
    private readonly history: Pick<History, 'plan'>,
  ) {}

  /** Oldest first. */
  epochsOf(model: string): number[] {
    return this.index.of(model).map(({ epoch }) => epoch);
  }

  /** Undefined where the plan is kept no longer. */
  async plan(model: string, epoch: number): Promise<PlanPublished | undefined> {
    if (!this.index.of(model).some((plan) => plan.epoch === epoch)) return undefined;
    return this.recent.get(epoch) ?? (await this.history.plan(model, epoch))?.plan;
  }
}
