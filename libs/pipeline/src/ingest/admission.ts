import type { AcceptedFields } from '@harmonybatch/contracts';
import { canStillBeMet } from '../records/deadline';
import type { PressureBoard } from '../pressure/pressure-board';
import type { PlanBoard } from '../registry/plan-board';
import type { Refusal } from './decision';
import { mayBeTurnedAway } from './late-reading';
import { TokenBucket } from './token-bucket';

export interface AdmissionOptions {
  /** While the system is behind by more than this, an app gets no more than its share, ms. */
  readonly fairShareAboveMs: number;
  /** An app's share, as a multiple of the rate that it is planned for. */
  readonly planShare: number;
  /** What an app may send at once of its share, s. */
  readonly burstSeconds: number;
}

export const admissionDefaults: AdmissionOptions = {
  fairShareAboveMs: 100,
  planShare: 2,
  burstSeconds: 2,
};

/** Least requests that an app may send at once, however low its planned rate. */
const minBurst = 10;
const smallestBatch = 1;

/**
 * Sheds load while the system is behind, early rather than late: first those of apps that send far more than they
 * are planned for, then those whose deadline the queue would outlast anyway. While nothing is behind it admits all.
 */
export class Admission {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param trafficShare which part of all requests this replica reads, in (0, 1] */
  constructor(
    private readonly pressure: PressureBoard,
    private readonly board: PlanBoard,
    private readonly trafficShare: () => number,
    private readonly options: AdmissionOptions = admissionDefaults,
  ) {}

  /** Why the request is turned away; null where it is admitted. */
  refusal(request: AcceptedFields, nowMs: number): Refusal | null {
    const { app, model, identity, deadlineMs, whenLate } = request;
    const route = this.board.routeOf(model, app, identity);
    if (route === undefined) return null;
    const withinShare = this.withinShare(model, app, nowMs);
    if (!mayBeTurnedAway(request, nowMs)) return null;
    const delayMs = this.pressure.delayMs(model, route.group.functionName, nowMs);
    if (delayMs > this.options.fairShareAboveMs && !withinShare) {
      const plannedHz = this.board.plannedRateHz(model, app);
      return overloaded(
        `the system is behind by ${Math.round(delayMs)} ms, and app "${app}" sends more than ${this.options.planShare} times the ${plannedHz.toFixed(2)} req/s it is planned for`,
      );
    }
    if (
      whenLate === 'expire' &&
      delayMs > 0 &&
      !canStillBeMet(deadlineMs, route.group, smallestBatch, nowMs + delayMs)
    ) {
      return overloaded(`the system is behind by ${Math.round(delayMs)} ms, and the deadline comes before that`);
    }
    return null;
  }

  /** Every request counts, admitted or not, so that an app has its whole share when the queue begins to grow. */
  private withinShare(model: string, app: string, nowMs: number): boolean {
    const { planShare, burstSeconds } = this.options;
    const rateHz = this.board.plannedRateHz(model, app) * planShare * this.trafficShare();
    const key = `${model}/${app}`;
    const bucket = this.buckets.get(key) ?? new TokenBucket(nowMs);
    this.buckets.set(key, bucket);
    return bucket.take(nowMs, rateHz, Math.max(minBurst, rateHz * burstSeconds)) === 0;
  }
}

const overloaded = (message: string): Refusal => ({
  code: 'overloaded',
  field: '/app',
  message,
  hint: 'Retry later under another id with exponential backoff; register the app with a higher expectedRateHz if it keeps sending this much.',
});
