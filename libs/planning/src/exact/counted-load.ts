import { batchSizeProbabilities, BatchWindow } from '@harmonybatch/model';
import { countsByChance, countsOfWindows, type BusyCounts } from '../holding/busy-counts';
import type { HoldingTerms } from '../holding/holding-terms';
import type { Member } from '../provisioning/provision';
import { loadOf, timedArrivals, type GroupLoad } from './expected-cost';
import type { FunctionOption } from './function-options';
import { runTimesOf } from './run-times';

/** Of more batches in flight, whose function idles little, it hardly matters how evenly they come. */
const maxCounted = 100;

/**
 * What a group asks of its function, with its batches in flight counted one by one where what is held on demand depends on
 * how evenly they come. It takes about a millisecond: plans are priced so, and not searched.
 */
export function countedLoad(terms: HoldingTerms, members: readonly Member[], option: FunctionOption): GroupLoad {
  const load = loadOf(terms, members, option);
  return dependsOnCounts(terms, option, load) ? { ...load, busy: countsOf(members, option, load) } : load;
}

const dependsOnCounts = (
  { prices, holding }: HoldingTerms,
  { shape: { type }, idlePerSecond, initialisationCost }: FunctionOption,
  { meanBusy }: GroupLoad,
): boolean =>
  holding === 'on-demand' &&
  ((idlePerSecond > 0 && prices.keepAliveSeconds[type] > 0) || initialisationCost > 0) &&
  meanBusy <= maxCounted;

function countsOf(
  members: readonly Member[],
  option: FunctionOption,
  { batchRateHz, meanBusy }: GroupLoad,
): BusyCounts {
  const { batchSize } = option;
  if (batchSize === 1) return countsByChance(batchRateHz, meanBusy);
  const apps = timedArrivals(members, option);
  const times = runTimesOf(option, batchSizeProbabilities(apps, batchSize));
  return countsOfWindows(new BatchWindow(apps, batchSize), times, batchRateHz);
}
