import type { FunctionShape } from '@harmonybatch/model';
import type { HoldingTerms } from './holding-terms';
import { idleSecondsPerSecond } from './idle-seconds';
import { warmInstances } from './warm-instances';

const secondsPerHour = 3600;

/** What groups ask of the function that they share. */
export interface FunctionLoad {
  readonly batchRateHz: number;
  /** Batches in flight, mean. */
  readonly meanBusy: number;
  /** Price of its invocations. */
  readonly activePerSecond: number;
  /** Part of the batches that may meet a cold start: what the strictest app allows. */
  readonly coldShare: number;
}

/** What a function costs, whoever shares it, in the price book's currency. */
export interface FunctionCost {
  readonly activePerSecond: number;
  readonly idlePerSecond: number;
  readonly minimumPerSecond: number;
  /** Infinite where the function may not have as many instances as it needs. */
  readonly costPerSecond: number;
}

/** Groups that share a function share its instances. */
export const sumOfLoads = (loads: readonly FunctionLoad[]): FunctionLoad => ({
  batchRateHz: loads.reduce((sum, load) => sum + load.batchRateHz, 0),
  meanBusy: loads.reduce((sum, load) => sum + load.meanBusy, 0),
  activePerSecond: loads.reduce((sum, load) => sum + load.activePerSecond, 0),
  coldShare: Math.min(...loads.map((load) => load.coldShare)),
});

/** Instances to keep warm for a function; infinity where it may not have as many. On demand there are none. */
export const instancesFor = (
  { holding, maxInstances }: HoldingTerms,
  { meanBusy, coldShare }: FunctionLoad,
): number => {
  const needed = warmInstances(meanBusy, coldShare, maxInstances);
  return holding === 'warm' || needed === Infinity ? needed : 0;
};

/** @param idlePerSecond what an idle instance costs in a second. */
export function functionCost(
  terms: HoldingTerms,
  { shape: { type }, idlePerSecond: idlePrice }: { readonly shape: FunctionShape; readonly idlePerSecond: number },
  load: FunctionLoad,
): FunctionCost {
  const { prices, holding, maxInstances } = terms;
  const { activePerSecond, batchRateHz, meanBusy, coldShare } = load;
  if (instancesFor(terms, load) === Infinity)
    return { activePerSecond, idlePerSecond: Infinity, minimumPerSecond: 0, costPerSecond: Infinity };
  const busySeconds = meanBusy / batchRateHz;
  const keepAliveSeconds = prices.keepAliveSeconds[type];
  const idlePerSecond =
    idlePrice === 0
      ? 0
      : idlePrice * idleSecondsPerSecond(holding, batchRateHz, busySeconds, keepAliveSeconds, coldShare, maxInstances);
  const least = prices.minimumPerFunctionHour[type] / secondsPerHour;
  const minimumPerSecond = Math.max(0, least - activePerSecond - idlePerSecond);
  return {
    activePerSecond,
    idlePerSecond,
    minimumPerSecond,
    costPerSecond: activePerSecond + idlePerSecond + minimumPerSecond,
  };
}
