import { latencyDeviationSeconds, normalCdf } from '@harmonybatch/model';
import type { RunTimes } from '../holding/windows-before';
import type { FunctionOption } from './function-options';

/** No batch runs for so many deviations longer than a full one on average. */
const deviationsAbove = 4;

/**
 * How long batches of a function run: normal for each size, with deviations in proportion to that of a full batch.
 * @param probabilities entry `k − 1` for batches of `k` requests.
 */
export function runTimesOf({ busySeconds, latency }: FunctionOption, probabilities: Float64Array): RunTimes {
  const variation = latencyDeviationSeconds(latency) / latency.avgSeconds;
  const full = probabilities.length - 1;
  const runs = (index: number, seconds: number): number => {
    const mean = busySeconds[index]!;
    return variation === 0 ? Number(mean > seconds) : normalCdf((1 - seconds / mean) / variation);
  };
  const early = probabilities.subarray(0, full);
  const ofEarly = early.reduce((sum, probability) => sum + probability, 0);
  const longest = busySeconds.subarray(0, full + 1).reduce((max, one) => Math.max(max, one), 0);
  return {
    meanSeconds: probabilities.reduce((sum, probability, index) => sum + probability * busySeconds[index]!, 0),
    maxSeconds: longest * (1 + deviationsAbove * variation),
    fullRunsAfter: (seconds) => runs(full, seconds),
    earlyRunsAfter: (seconds) =>
      ofEarly === 0
        ? 0
        : early.reduce((sum, probability, index) => sum + (probability / ofEarly) * runs(index, seconds), 0),
  };
}
