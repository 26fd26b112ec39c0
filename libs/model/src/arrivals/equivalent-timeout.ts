/** An app within a group's buffer. */
export interface TimedArrivals {
  readonly timeoutSeconds: number;
  readonly rateHz: number;
}

/**
 * Eq. 5 applied app by app in order of timeout: the expected window of a group, seconds. The first two become one app
 * with their joint rate and equivalent timeout, that and the third become one, and so on.
 * @param apps at least one, in ascending order of timeout; rates above 0.
 */
export function equivalentTimeoutSeconds(apps: readonly TimedArrivals[]): number {
  let timeoutSeconds = 0;
  let rateHz = 0;
  for (const app of apps) {
    const laterShare = app.rateHz / (rateHz + app.rateHz);
    const gapSeconds = app.timeoutSeconds - timeoutSeconds;
    timeoutSeconds = rateHz === 0 ? app.timeoutSeconds : timeoutSeconds + laterShare * expectedWait(rateHz, gapSeconds);
    rateHz += app.rateHz;
  }
  return timeoutSeconds;
}

/** Expected time until the next arrival of rate `rateHz`, cut off at `limitSeconds`: `(1 − exp(−r·d)) / r`. */
const expectedWait = (rateHz: number, limitSeconds: number): number => -Math.expm1(-rateHz * limitSeconds) / rateHz;

/** Requests that arrive in a window of `windowSeconds`, the first included: `floor(r·T) + 1`. */
export const requestsInWindow = (rateHz: number, windowSeconds: number): number =>
  Math.floor(rateHz * windowSeconds) + 1;
