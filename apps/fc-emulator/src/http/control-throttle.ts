import type { Timers } from '../time/timers';
import { TokenBucket } from '../time/token-bucket';

/** How many control calls are taken: a second's worth at once, and `rateHz` of them on average. */
export class ControlThrottle {
  private readonly bucket: TokenBucket | undefined;

  /** @param rateHz 0 for any number */
  constructor(rateHz: number, timers: Timers) {
    if (rateHz > 0) this.bucket = new TokenBucket(rateHz, Math.max(1, rateHz), timers);
  }

  /** Whether one more is taken now. */
  take(): boolean {
    return this.bucket?.take() ?? true;
  }
}
