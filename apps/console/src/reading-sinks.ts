import { Injectable } from '@nestjs/common';
import type { BatchExecuted } from '@harmonybatch/contracts';
import { Clock } from '@harmonybatch/ports';
import { LastErrors } from './errors/last-errors';
import { RecentExecutions } from './functions/recent-executions';
import { Ledger } from './money/ledger';
import { RecentPlans } from './plans/recent-plans';
import type { OutcomeEnvelope } from './reading/outcome-envelope';
import type { ReadingListener } from './reading/reading';
import { Requests } from './requests/requests';
import { Traffic } from './traffic/traffic';

/** All that learns from what is read. What is in the history already is not money again. */
@Injectable()
export class ReadingSinks implements ReadingListener {
  constructor(
    private readonly traffic: Traffic,
    private readonly requests: Requests,
    private readonly errors: LastErrors,
    private readonly executions: RecentExecutions,
    private readonly plans: RecentPlans,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  outcome(outcome: OutcomeEnvelope, bytes: number, isNew: boolean): void {
    this.traffic.take(outcome);
    this.requests.take(outcome, bytes, this.clock.nowMs());
    this.errors.take(outcome);
    if (isNew) this.ledger.answered(outcome);
  }

  execution(execution: BatchExecuted, isNew: boolean): void {
    const planned = this.plans.groupOf(execution.epoch, execution.groupId)?.latencyMs.max ?? null;
    this.requests.executed(execution);
    this.executions.take(execution, planned);
    if (isNew) this.ledger.executed(execution);
  }

  missed(fromMs: number, toMs: number): void {
    this.ledger.missed({ fromMs, toMs });
  }
}
