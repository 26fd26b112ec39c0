import { joinedCounts, type BusyCounts } from './busy-counts';

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
