import type { BusyNumber } from './busy-instances';
import { BusyInstances } from './busy-instances';
import { CountedBusy } from './busy-counts';
import type { FunctionLoad } from './function-load';
import { instancesFor } from './kept-instances';
import type { HoldingTerms } from './holding-terms';
import { heldSeconds } from './idle-seconds';
import { defaultMaxInstances } from './warm-instances';

/** Levels at which hardly any batch starts an instance are left out. */
const negligible = 1e-12;

/**
 * Instances of a function that are started for a batch which finds none free, 1/s. At most `n` are there for a part
 * `P(N ≤ n)·e^(−H/T_n)` of the time (`heldInstances`), and each such time ends after `T_n` on average, with such a batch.
 * @param kept instances that never go
 * @param busy how many run a batch; it is gone through
 * @param keepAliveSeconds how long one that runs nothing is held
 */
export function coldStartsHz(
  kept: number,
  busy: BusyNumber,
  keepAliveSeconds: number,
  max = defaultMaxInstances,
): number {
  let coldHz = 0;
  for (let climb = 0; busy.count < max; busy.next()) {
    const { upTo, riseHz } = busy;
    if (!(riseHz > 0)) break;
    climb += upTo ** 2 / riseHz;
    if (busy.count < kept) continue;
    coldHz += Math.min(riseHz, (upTo ** 2 * Math.exp((-keepAliveSeconds * upTo) / climb)) / climb);
    if (1 - upTo < negligible) break;
  }
  return coldHz;
}

/** Instances of a function that are started for a batch, 1/s, at most one a batch. */
export function expectedColdStartsHz(terms: HoldingTerms, type: 'cpu' | 'gpu', load: FunctionLoad): number {
  const { batchRateHz, meanBusy, busy } = load;
  const kept = instancesFor(terms, load);
  if (kept === Infinity) return batchRateHz;
  const number = busy === undefined ? new BusyInstances(meanBusy, batchRateHz) : new CountedBusy(busy);
  const held = heldSeconds(terms.holding, terms.prices.holdSeconds[type]);
  return Math.min(batchRateHz, coldStartsHz(kept, number, held, terms.maxInstances));
}

/** Part of the batches of a function that is expected to meet no instance that is ready. */
export const expectedColdShare = (terms: HoldingTerms, type: 'cpu' | 'gpu', load: FunctionLoad): number =>
  expectedColdStartsHz(terms, type, load) / load.batchRateHz;
