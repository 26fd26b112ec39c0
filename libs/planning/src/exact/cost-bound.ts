import type { HoldingTerms } from '../holding/holding-terms';
import { warmInstances } from '../holding/warm-instances';
import type { FunctionOption } from './function-options';

/**
 * Lower bound on what an option costs in a second, without a distribution. Batches of mean size `μ` at most `mostMeanSize`
 * cost at least `envelope(μ)/μ` a request and keep at least `busy(μ)/μ` seconds a request busy. Kept warm, a function costs
 * what its batches cost beyond idle time, and the idle price of all its instances, of which a smaller load needs no more.
 * @param coldShare the largest part of the batches that may meet a cold start.
 * @returns infinity where the function may not have as many instances as it needs at least.
 */
export function boundOf(
  { holding, maxInstances }: HoldingTerms,
  option: FunctionOption,
  rateHz: number,
  maxMeanSize: number,
  coldShare: number,
): number {
  const { active, beyondIdle, busy, idlePerSecond } = option;
  const instances = warmInstances(rateHz * busy.ratioAtMost(maxMeanSize), coldShare, maxInstances);
  if (instances === Infinity) return Infinity;
  if (idlePerSecond === 0 || holding !== 'warm') return rateHz * active.ratioAtMost(maxMeanSize);
  return rateHz * beyondIdle.ratioAtMost(maxMeanSize) + idlePerSecond * instances;
}
