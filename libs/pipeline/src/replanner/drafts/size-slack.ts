import {
  defaultAttainment,
  latencyOf,
  latencyQuantileSeconds,
  latencyReach,
  type ModelProfile,
} from '@harmonybatch/model';
import type { PlannedGroup } from '@harmonybatch/planning';

const msPerSecond = 1000;

/**
 * What a batch of 1, 2, … requests of a group may wait beyond its timeouts, ms: those leave room for the latency of a full
 * batch, and a smaller one runs shorter. Sizes whose latency exceeds that of a larger one count as slow as the slowest
 * up to them, so that the slack never rises with the size.
 * @returns undefined where batches hold one request.
 */
export function sizeSlackMs(
  profile: ModelProfile,
  { apps, function: shape, batchSize }: PlannedGroup,
): number[] | undefined {
  if (batchSize === 1) return undefined;
  const latencies = Array.from({ length: batchSize }, (_, index) => latencyOf(profile, shape, index + 1));
  const slack = new Array<number>(batchSize).fill(Infinity);
  for (const reach of new Set(apps.map(({ attainment }) => latencyReach(attainment ?? defaultAttainment)))) {
    const full = latencyQuantileSeconds(latencies[batchSize - 1]!, reach);
    let slowest = 0;
    latencies.forEach((latency, index) => {
      slowest = Math.max(slowest, latencyQuantileSeconds(latency, reach));
      slack[index] = Math.min(slack[index]!, Math.max(0, full - slowest) * msPerSecond);
    });
  }
  return slack;
}
