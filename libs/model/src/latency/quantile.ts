import { normalCdf, normalQuantile } from '../probability/normal';
import type { Latency } from './latency';

/** Standard deviations between the mean and the 99 % point, as the published distribution has it. */
const deviationsToMaximum = 2.33;
/** The share of executions that take no longer than the maximum of a profile. */
const shareWithinMaximum = 0.99;
const deviationsOfMaximum = normalQuantile(shareWithinMaximum);
/** A normal latency has no end: a promise for every request takes the point that 1 in 3.5 million exceeds. */
const deviationsOfHardMaximum = 5;

/** What an app gets that names no attainment. */
export const defaultAttainment = shareWithinMaximum;

/** Standard deviation of an execution's latency: normal, with its 99 % point at the maximum. Seconds. */
export const latencyDeviationSeconds = ({ avgSeconds, maxSeconds }: Latency): number =>
  Math.max(0, maxSeconds - avgSeconds) / deviationsToMaximum;

/**
 * Which part of the way from the average latency to the maximum an attainment asks for: 1 at 0.99, 0 at 0.5, more above.
 * @param attainment share of requests that have to meet their SLO, from 0.5 to 1; 1 is the hard maximum.
 */
export function latencyReach(attainment: number): number {
  if (attainment === shareWithinMaximum) return 1;
  if (!(attainment >= 0.5 && attainment <= 1)) throw new RangeError(`attainment ${attainment} is not from 0.5 to 1`);
  const max = deviationsOfHardMaximum / deviationsToMaximum;
  if (attainment === 1) return max;
  return Math.min(max, normalQuantile(attainment) / deviationsOfMaximum);
}

/** The latency that a share `attainment` of executions does not exceed, seconds. */
export const latencyQuantileSeconds = (latency: Latency, reach: number): number =>
  reach === 1 ? latency.maxSeconds : latency.avgSeconds + reach * Math.max(0, latency.maxSeconds - latency.avgSeconds);

/** The share of executions that exceed the latency at this reach: what is left of 1 beside the attainment it stands for. */
export const lateShareAt = (reach: number): number => 1 - normalCdf(reach * deviationsOfMaximum);
