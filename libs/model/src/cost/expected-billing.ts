import { latencyDeviationSeconds } from '../latency/quantile';
import type { Latency } from '../latency/latency';
import { normalCdf } from '../probability/normal';

/** Durations of more steps than this are summed no more: the mean of the rounding, half a step, is exact enough there. */
const maxSteps = 64;
const deviationsCovered = 8;
/**
 * A normal latency is below 0 now and then. Where its mean lies so many deviations above 0 that is rare (at most 2.3 % of
 * executions) and left as the reference numbers have it; where it varies more, the first step is billed for certain.
 */
const surelyPositive = 2;

/**
 * Expected billed duration of an execution, seconds: its latency is normal (mean `avgSeconds`, 99 % point at
 * `maxSeconds`) and is billed in whole steps, so it is `step · Σ_{j≥0} P(L > j·step)` and not the mean rounded up.
 * @param stepSeconds 0 bills durations exactly.
 */
export function expectedBilledSeconds(latency: Latency, stepSeconds: number): number {
  const { avgSeconds } = latency;
  if (stepSeconds === 0) return avgSeconds;
  const deviation = latencyDeviationSeconds(latency);
  if (deviation === 0) return Math.ceil(avgSeconds / stepSeconds - 1e-9) * stepSeconds;
  const steps = Math.ceil((avgSeconds + deviationsCovered * deviation) / stepSeconds);
  if (steps > maxSteps && deviation >= stepSeconds) return avgSeconds + stepSeconds / 2;
  // It surely takes longer than so many steps.
  const sure = Math.max(0, Math.floor((avgSeconds - deviationsCovered * deviation) / stepSeconds));
  const certain = avgSeconds < surelyPositive * deviation ? Math.max(1, sure) : sure;
  let expected = certain;
  for (let step = certain; step < steps; step += 1)
    expected += normalCdf((avgSeconds - step * stepSeconds) / deviation);
  return expected * stepSeconds;
}
