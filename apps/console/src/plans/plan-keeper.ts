import type { PlanPublished } from '@harmonybatch/contracts';
import type { StageEvents } from '@harmonybatch/ports';
import { consoleMetrics } from '@harmonybatch/telemetry';
import type { History } from '../history/history';
import type { Recording } from '../history/recording';
import { summaryOf, type PlanIndex } from './plan-index';
import type { RecentPlans } from './recent-plans';

/** Keeps every plan that comes into force. */
export class PlanKeeper {
  constructor(
    private readonly recent: RecentPlans,
    private readonly index: PlanIndex,
    private readonly recording: Pick<Recording, 'addPlan'>,
    private readonly events: Pick<StageEvents, 'count'>,
  ) {}

  /** Takes in the plans that are in the history. */
  async load(history: Pick<History, 'plans'>): Promise<void> {
    for await (const { epoch, fromMs, plan } of history.plans()) {
      this.recent.add(epoch, plan);
      this.index.add(plan.model, summaryOf(epoch, fromMs, plan));
    }
  }

  /** @param fromMs when it came into force, epoch ms */
  take(epoch: number, fromMs: number, plan: PlanPublished): void {
    this.recent.add(epoch, plan);
    const beyond = this.index.add(plan.model, summaryOf(epoch, fromMs, plan));
    if (beyond === null) return;
    if (beyond.length > 0) this.events.count(consoleMetrics.leftOut, { what: 'plans' }, beyond.length);
    const forgotten = beyond.map((summary) => ({ model: plan.model, epoch: summary.epoch }));
    this.recording.addPlan({ epoch, fromMs, plan }, forgotten);
  }
}
