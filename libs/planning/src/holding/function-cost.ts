import type { FunctionShape } from '@harmonybatch/model';
import { joinedCounts, type BusyCounts } from './busy-counts';
import type { HoldingTerms } from './holding-terms';
import { idleSecondsOnDemand, idleSecondsPerSecond } from './idle-seconds';
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
  /** Batches in flight one by one, where what is held depends on them; absent: as many as by chance. */
  readonly busy?: BusyCounts;
}

/** What a function costs, whoever shares it, in the price book's currency. */
export interface FunctionCost {
  readonly activePerSecond: number;
  readonly idlePerSecond: number;
  readonly minimumPerSecond: number;
  /** What is minimised: with the surcharge for instances; infinite where the function may not have as many as it needs. */
  readonly costPerSecond: number;
}

/** Groups that share a function share its instances. */
export const sumOfLoads = (loads: readonly FunctionLoad[]): FunctionLoad => ({
  batchRateHz: loads.reduce((sum, load) => sum + load.batchRateHz, 0),
  meanBusy: loads.reduce((sum, load) => sum + load.meanBusy, 0),
  activePerSecond: loads.reduce((sum, load) => sum + load.activePerSecond, 0),
  coldShare: Math.min(...loads.map((load) => load.coldShare)),
  ...busyTogether(loads),
});

function busyTogether(loads: readonly FunctionLoad[]): Pick<FunctionLoad, 'busy'> {
  const counts = loads.flatMap(({ busy }) => busy ?? []);
  return counts.length === loads.length ? { busy: counts.reduce(joinedCounts) } : {};
}

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
  const { prices, instanceSurcharge = {} } = terms;
  const { activePerSecond } = load;
  const instances = instancesFor(terms, load);
  if (instances === Infinity)
    return { activePerSecond, idlePerSecond: Infinity, minimumPerSecond: 0, costPerSecond: Infinity };
  const keepAliveSeconds = prices.keepAliveSeconds[type];
  const idlePerSecond = idlePrice === 0 ? 0 : idlePrice * idleSeconds(terms, load, keepAliveSeconds);
  const min = prices.minimumPerFunctionHour[type] / secondsPerHour;
  const minimumPerSecond = Math.max(0, min - activePerSecond - idlePerSecond);
  return {
    activePerSecond,
    idlePerSecond,
    minimumPerSecond,
    costPerSecond: activePerSecond + idlePerSecond + minimumPerSecond + (instanceSurcharge[type] ?? 0) * instances,
  };
}

function idleSeconds(
  { holding, maxInstances }: HoldingTerms,
  { batchRateHz, meanBusy, coldShare, busy }: FunctionLoad,
  keepAliveSeconds: number,
): number {
  if (busy !== undefined) return idleSecondsOnDemand(busy, keepAliveSeconds, maxInstances);
  return idleSecondsPerSecond(holding, batchRateHz, meanBusy / batchRateHz, keepAliveSeconds, coldShare, maxInstances);
}
