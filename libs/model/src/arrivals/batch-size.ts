import type { TimedArrivals } from './equivalent-timeout';
import { Followers } from './followers';

/**
 * The exact distribution of the batch size of a group whose batch leaves at `batchSize` requests or at the earliest
 * deadline of those in it, whichever comes first.
 * @param apps at least one, in ascending order of timeout; rates above 0; Poisson arrivals.
 * @returns entry `k − 1` is the probability that a batch holds `k` requests, for `k` up to `batchSize`.
 */
export function batchSizeProbabilities(apps: readonly TimedArrivals[], batchSize: number): Float64Array {
  const probabilities = new Float64Array(batchSize);
  if (batchSize > 1) {
    const first = apps[0]!.timeoutSeconds;
    const followers = new Followers(batchSize - 1).compute({
      gapSeconds: apps.map((app) => app.timeoutSeconds - first),
      rateHz: apps.map((app) => app.rateHz),
      count: apps.length,
    });
    const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
    const early = poissonProbabilities(rateHz * first, batchSize - 1);
    for (let k = 0; k < batchSize - 1; k += 1) {
      for (let m = 0; m <= k; m += 1) probabilities[k]! += early[m]! * followers[k - m]!;
    }
  }
  const notFull = probabilities.reduce((sum, one) => sum + one, 0);
  probabilities[batchSize - 1] = Math.max(0, 1 - notFull);
  return probabilities;
}

/** `P(N = 0), …, P(N = terms − 1)` for a Poisson `N` with this mean. */
export function poissonProbabilities(mean: number, terms: number): Float64Array {
  const probabilities = new Float64Array(terms);
  let probability = Math.exp(-mean);
  for (let k = 0; k < terms; k += 1) {
    probabilities[k] = probability;
    probability *= mean / (k + 1);
  }
  return probabilities;
}

/**
 * The exact mean window of a group without a size limit, seconds: `w_1 = t_1`,
 * `w_{j+1} = A + (w_j − A)·exp(−R_j·d)` with `A = (1 + Σ_{i≤j} r_i·w_i) / R_j`. For two apps it is Eq. 5.
 * @param apps at least one, in ascending order of timeout; rates above 0.
 */
export function meanWindowSeconds(apps: readonly TimedArrivals[]): number {
  let own = apps[0]!.timeoutSeconds;
  let rateHz = 0;
  let weighted = 0;
  apps.forEach((app, index) => {
    if (index > 0) {
      const settled = (1 + weighted) / rateHz;
      const gapSeconds = app.timeoutSeconds - apps[index - 1]!.timeoutSeconds;
      own = settled + (own - settled) * Math.exp(-rateHz * gapSeconds);
    }
    rateHz += app.rateHz;
    weighted += app.rateHz * own;
  });
  return weighted / rateHz;
}
