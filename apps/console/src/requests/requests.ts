import type { LateCause } from '@harmonybatch/console-api';
import type { BatchExecuted } from '@harmonybatch/contracts';
import type { RecentPlans } from '../plans/recent-plans';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';
import { KeptRequests, type KeptRequest, type KeptRequestsLimits } from './kept-requests';
import { KnownBatches } from './known-batches';
import { LateRequests } from './late-requests';
import type { PlannedWay } from './way-of-request';

const maxBatches = 50_000;

/** Requests that can be looked at, with their batches and what made them late. */
export class Requests {
  readonly kept: KeptRequests;
  readonly batches = new KnownBatches(maxBatches);
  private readonly late: LateRequests;

  /** @param onCause told of each late request once it is known what made it so */
  constructor(
    limits: KeptRequestsLimits,
    private readonly plans: RecentPlans,
    onCause: (app: string, atMs: number, cause: LateCause) => void,
  ) {
    this.kept = new KeptRequests(limits);
    this.late = new LateRequests(
      this.batches,
      (request) => this.plannedFor(request.outcome),
      (request, cause) => {
        request.cause = cause;
        onCause(request.outcome.app, request.outcome.timing.completedAtMs, cause);
      },
    );
  }

  /** @param bytes of the outcome as JSON, without outputs */
  take(outcome: OutcomeEnvelope, bytes: number, nowMs: number): void {
    const { batch, timing, status } = outcome;
    const request = this.kept.add(outcome, bytes);
    const planned = this.plannedFor(outcome);
    if (batch !== undefined)
      this.batches.answered(
        batch.id,
        timing.arrivedAtMs,
        planned === null ? null : timing.arrivedAtMs + planned.timeoutMs,
      );
    if (status === 'ok' && timing.lateByMs !== undefined) this.late.add(request, nowMs);
  }

  executed(execution: BatchExecuted): void {
    this.batches.executed(execution);
  }

  /** To be called now and then: finds the causes of those that waited for it. */
  look(nowMs: number): void {
    this.late.look(nowMs);
  }

  /** What the plan of its batch had for a request; null where that is not kept, or it was in none. */
  plannedFor({ app, batch }: OutcomeEnvelope): PlannedWay | null {
    return batch === undefined ? null : this.plans.wayOf(batch.epoch, batch.group, app);
  }
}
export type { KeptRequest };
