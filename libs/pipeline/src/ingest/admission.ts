import type { AcceptedFields } from '@harmonybatch/contracts';
import { canStillBeMet } from '../records/deadline';
import type { PressureBoard } from '../pressure/pressure-board';
import type { AppRegistry } from '../registry/app-registry';
import type { PlanBoard } from '../registry/plan-board';
import type { Refusal } from './decision';
import { mayBeTurnedAway } from './late-reading';
import { TokenBucket } from './token-bucket';

export interface AdmissionOptions {
  /** While the system is behind by more than this, an app gets no more than its share, ms. */
  readonly fairShareAboveMs: number;
  /** An app's share, as a multiple of the rate that it is planned for or, where that is more, registered with. */
  readonly planShare: number;
  /** What an app may send at once of its share, s. */
  readonly burstSeconds: number;
}

export const admissionDefaults: AdmissionOptions = {
  fairShareAboveMs: 100,
  planShare: 2,
  burstSeconds: 2,
};

interface GrantedRate {
  readonly rateHz: number;
  readonly by: 'planned for' | 'registered with';
}

/** Least requests that an app may send at once, however low its planned rate. */
const minBurst = 10;
const smallestBatch = 1;

/**
 * Sheds load while the system is behind, early rather than late: first those of apps that send far more than they
 * are planned for and registered with, then those whose deadline the queue would outlast anyway. While nothing is behind it admits all.
 */
export class Admission {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param trafficShare which part of all requests this replica reads, in (0, 1] */
  constructor(
    private readonly pressure: PressureBoard,
    private readonly board: PlanBoard,
    private readonly apps: Pick<AppRegistry, 'get'>,
    private readonly trafficShare: () => number,
    private readonly options: AdmissionOptions = admissionDefaults,
  ) {}

  /** Why the request is turned away; null where it is admitted. */
  refusal(request: AcceptedFields, nowMs: number): Refusal | null {
    const { app, model, identity, deadlineMs, whenLate } = request;
    const route = this.board.routeOf(model, app, identity);
    if (route === undefined) return null;
    const granted = this.grantedRate(model, app);
    const withinShare = this.withinShare(`${model}/${app}`, granted.rateHz, nowMs);
    if (!mayBeTurnedAway(request, nowMs)) return null;
    const delayMs = this.pressure.delayMs(model, route.group.functionName, nowMs);
    if (delayMs > this.options.fairShareAboveMs && !withinShare) {
      return overloaded(
        `the system is behind by ${Math.round(delayMs)} ms, and app "${app}" sends more than ${this.options.planShare} times the ${granted.rateHz.toFixed(2)} req/s it is ${granted.by}`,
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

  /** A plan that was made while an app was quiet takes nothing from what the app is registered with. */
  private grantedRate(model: string, app: string): GrantedRate {
    const plannedHz = this.board.plannedRateHz(model, app);
    const registeredHz = this.apps.get(app)?.expectedRateHz ?? 0;
    return registeredHz > plannedHz
      ? { rateHz: registeredHz, by: 'registered with' }
      : { rateHz: plannedHz, by: 'planned for' };
  }

  /** Every request counts, admitted or not, so that an app has its whole share when the queue begins to grow. */
  private withinShare(key: string, grantedHz: number, nowMs: number): boolean {
    const { planShare, burstSeconds } = this.options;
    const rateHz = grantedHz * planShare * this.trafficShare();
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
