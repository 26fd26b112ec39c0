import type { AcceptedFields, AppRegistered } from '@harmonybatch/contracts';
import type { AppRegistry } from '../registry/app-registry';
import type { Refusal } from './decision';
import { maxAgeMs, mayBeTurnedAway } from './late-reading';
import { TokenBucket } from './token-bucket';

const msPerSecond = 1_000;
const leastBurst = 10;
const burstSeconds = 2;

/** Requests that an app may send at once after a pause: its `maxBurst`, or what two seconds at its highest rate bring. */
const burstOf = ({ maxBurst }: AppRegistered, maxRateHz: number): number =>
  maxBurst ?? Math.max(leastBurst, burstSeconds * maxRateHz);

/**
 * Holds each app to the `maxRateHz` that it is registered with, whatever others send. Each replica lets its share of the rate
 * through, as many parts of it as it has of the partitions, and the whole burst, for a burst may lie in one partition.
 */
export class RateLimits {
  /** One for each app that has a limit and sent something. */
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param trafficShare which part of all requests this replica reads, in (0, 1] */
  constructor(
    private readonly apps: AppRegistry,
    private readonly trafficShare: () => number,
  ) {
    apps.onChange((name, _before, after) => {
      if (after?.maxRateHz === undefined) this.buckets.delete(name);
    });
  }

  /**
   * Why a request that could be accepted is more than its app may send; null where it is not. What may not be turned away any
   * more takes nothing of the limit: it comes when ingest was away or behind, as fast as it can be read.
   */
  refusal(request: AcceptedFields, nowMs: number): Refusal | null {
    const app = this.apps.get(request.app);
    const maxRateHz = app?.maxRateHz;
    if (app === undefined || maxRateHz === undefined || !mayBeTurnedAway(request, nowMs)) return null;
    const rateHz = maxRateHz * this.trafficShare();
    const bucket = this.buckets.get(app.name) ?? new TokenBucket(nowMs);
    this.buckets.set(app.name, bucket);
    // Requests may be read this much later than they came, and then together: who keeps to its rate is not refused for it.
    const readTogether = (rateHz * maxAgeMs) / msPerSecond;
    const waitMs = bucket.take(nowMs, rateHz, burstOf(app, maxRateHz) + readTogether);
    return waitMs === 0 ? null : rateLimited(app, maxRateHz, Math.ceil(waitMs));
  }
}

const rateLimited = (app: AppRegistered, maxRateHz: number, waitMs: number): Refusal => ({
  code: 'rate_limited',
  field: '/app',
  message: `app "${app.name}" sends more than the ${maxRateHz} req/s that it may, with bursts of ${Math.floor(burstOf(app, maxRateHz))}`,
  hint: `Retry under another id in ${waitMs} ms or later, and send no faster; if the app needs more, ask its operator for a higher maxRateHz or maxBurst.`,
  retryAfterMs: waitMs,
});
