import { compile, PlanPublished, recordOf, tombstoneOf, topics } from '@harmonybatch/contracts';
import type {
  Clock,
  IsStillWanted,
  OutboundRecord,
  PlanningProgress,
  Publisher,
  StageEvents,
} from '@harmonybatch/ports';
import { plannerMetrics } from '@harmonybatch/telemetry';
import type { ActivePlans } from './active-plans';
import type { FunctionReconciler } from './functions/function-reconciler';
import { publishAsLeader } from './publish-as-leader';

const msPerSecond = 1_000;
const planValidator = compile(PlanPublished);

export interface PlanWriterContext {
  readonly publisher: Publisher;
  readonly clock: Clock;
  readonly events: StageEvents;
  readonly progress: PlanningProgress;
  readonly plans: ActivePlans;
  readonly keeper: Pick<FunctionReconciler, 'onPlanReplaced'>;
}

/** Puts plans of one model in force, and withdraws them, while this replica leads. */
export class PlanWriter {
  constructor(
    private readonly model: string,
    private readonly context: PlanWriterContext,
    private readonly isLeader: IsStillWanted,
  ) {}

  /** @returns whether this replica put the plan in force: it does not where it leads no more */
  async publish(made: PlanPublished): Promise<boolean> {
    const { clock, plans, keeper, events } = this.context;
    const plan = { ...made, plannedAtMs: clock.nowMs() };
    const [fault] = planValidator.check(plan) ? [] : planValidator.explain(plan);
    if (fault !== undefined) throw new Error(`the plan does not fit its own schema: ${fault.field}: ${fault.message}`);
    const before = plans.of(this.model);
    if (!(await this.write(recordOf(topics.planPublished, plan)))) return false;
    plans.onWritten(this.model, plan);
    keeper.onPlanReplaced(before, plan);
    reportPlan(events, plan);
    return true;
  }

  async withdraw(): Promise<void> {
    const { plans, keeper, progress, events } = this.context;
    const { model } = this;
    const before = plans.of(model);
    if (!(await this.write(tombstoneOf(topics.planPublished, model)))) return;
    plans.onWritten(model, undefined);
    keeper.onPlanReplaced(before, undefined);
    progress.end(model);
    events.info('a plan was withdrawn', { model });
  }

  private write(record: OutboundRecord): Promise<boolean> {
    return publishAsLeader(this.context.publisher, record, this.isLeader);
  }
}

function reportPlan(events: StageEvents, { model, reason, groups, planningMs }: PlanPublished): void {
  events.count(plannerMetrics.published, { model, reason });
  events.observe(plannerMetrics.duration, { model }, planningMs / msPerSecond);
  events.info('a plan is in force', {
    model,
    reason,
    appCount: groups.reduce((sum, { apps }) => sum + apps.length, 0),
    groupCount: groups.length,
    planningMs: Math.round(planningMs),
  });
}
