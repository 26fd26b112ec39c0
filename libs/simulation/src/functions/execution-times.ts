import {
  latencyDeviationSeconds,
  latencyOf,
  type FunctionShape,
  type Latency,
  type ModelProfile,
} from '@harmonybatch/model';
import type { SeededRandomness } from '../seeded-randomness';

/** No execution is drawn shorter than this part of its mean. */
const leastPart = 0.01;

/** How long one function takes for batches: normal, with the profile's average as mean and its maximum as 99 % point. */
export class ExecutionTimes {
  private readonly bySize = new Map<number, Latency>();

  constructor(
    private readonly profile: ModelProfile,
    private readonly shape: FunctionShape,
    private readonly randomness: SeededRandomness,
  ) {}

  /** Draws the duration of one execution, s. Throws for a batch size that the profile does not know. */
  drawSeconds(batchSize: number): number {
    const latency = this.latencyOf(batchSize);
    const seconds = latency.avgSeconds + latencyDeviationSeconds(latency) * this.randomness.normal();
    return Math.max(leastPart * latency.avgSeconds, seconds);
  }

  private latencyOf(batchSize: number): Latency {
    let latency = this.bySize.get(batchSize);
    if (latency === undefined) {
      latency = latencyOf(this.profile, this.shape, batchSize);
      this.bySize.set(batchSize, latency);
    }
    return latency;
  }
}
