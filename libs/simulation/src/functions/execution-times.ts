import {
  batchSeconds,
  latencyDeviationSeconds,
  latencyOf,
  SeededRandom,
  type FunctionShape,
  type Latency,
  type ModelProfile,
} from '@harmonybatch/model';
import type { SeededRandomness } from '../seeded-randomness';

/** No execution is drawn shorter than this part of its mean. */
const leastPart = 0.01;

/**
 * How executions vary. `normal`: the profile's average is the mean and its maximum the 99 % point. `emulated`: as the local
 * Function Compute draws them, where a slice of a card waits for its turn.
 */
export type Durations = 'normal' | 'emulated';

/** How long one function takes for batches. */
export class ExecutionTimes {
  private readonly bySize = new Map<number, Latency>();
  private readonly emulated: SeededRandom;

  constructor(
    private readonly profile: ModelProfile,
    private readonly shape: FunctionShape,
    private readonly durations: Durations,
    private readonly randomness: SeededRandomness,
  ) {
    this.emulated = new SeededRandom(Math.floor(randomness.uniform() * 2 ** 32));
  }

  /** Draws the duration of one execution, s. Throws for a batch size that the profile does not know. */
  drawSeconds(batchSize: number): number {
    if (this.durations === 'emulated') return this.drawEmulated(batchSize);
    const latency = this.latencyOf(batchSize);
    const seconds = latency.avgSeconds + latencyDeviationSeconds(latency) * this.randomness.normal();
    return Math.max(leastPart * latency.avgSeconds, seconds);
  }

  private drawEmulated(batchSize: number): number {
    const seconds = batchSeconds(this.profile, this.shape, batchSize, this.emulated);
    if (typeof seconds === 'number') return seconds;
    throw new RangeError(seconds.fault);
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
