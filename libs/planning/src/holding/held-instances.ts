import type { BusyNumber } from './busy-instances';
import { defaultMaxInstances } from './warm-instances';

/** Instances that are there for less than this part of the time count for nothing. */
const negligible = 1e-9;

/**
 * Instances of a function that are there, idle or busy, on average: so many are kept, and what is started beyond them goes
 * when it ran nothing for `H` seconds.
 *
 * What ran last is taken first, so an instance is idle for `H` only where all that time one less was enough: there are as
 * many as were busy at once at most within the last `H` seconds, and no fewer than are kept. Their mean is
 * `kept + Σ_{n ≥ kept} (1 − P(never more than n busy in H))`. From one of at most `n` it takes
 * `T_n = Σ_{j ≤ n} P(N ≤ j)² / (ν_j·P(N ≤ n))` seconds on average until more than `n` are busy, where `ν_j` is how often
 * `j` become `j + 1`, as if the next step did not depend on how long ago the last one was, of which the first steps above
 * depend little; hence `P(N ≤ n)·e^(−H/T_n)`.
 * @param kept instances that never go.
 * @param busy how many run a batch; it is gone through.
 * @param keepAliveSeconds `H`, 0 or more, finite.
 * @param max instances that the function may have.
 */
export function heldInstances(
  kept: number,
  busy: BusyNumber,
  keepAliveSeconds: number,
  max = defaultMaxInstances,
): number {
  let held = Math.max(kept, Math.min(busy.count, max));
  for (let climb = 0; busy.count < max; busy.next()) {
    climb += busy.upTo ** 2 / busy.riseHz;
    if (busy.count < kept) continue;
    const more = 1 - busy.upTo * Math.exp((-keepAliveSeconds * busy.upTo) / climb);
    held += more;
    if (more < negligible) break;
  }
  return held;
}
