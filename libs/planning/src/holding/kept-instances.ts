import type { FunctionLoad } from './function-load';
import type { HoldingTerms } from './holding-terms';
import { warmInstances } from './warm-instances';

/** Instances to keep warm for a function; infinity where it may not have as many. On demand there are none. */
export const instancesFor = (
  { holding, maxInstances }: HoldingTerms,
  { meanBusy, coldShare }: FunctionLoad,
): number => {
  const needed = warmInstances(meanBusy, coldShare, maxInstances);
  return holding === 'warm' || needed === Infinity ? needed : 0;
};
