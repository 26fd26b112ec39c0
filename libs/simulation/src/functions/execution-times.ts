import { batchSeconds, ExecutionLaw, latencyOf, type FunctionShape, type ModelProfile } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';

/**
 * How executions vary. `normal`: the profile's average is the mean and its maximum the 99 % point. `emulated`: as the local
 * Function Compute draws them, where a slice of a card waits for its turn.
 */
export type Durations = 'normal' | 'emulated';

/** How long one function takes for batches. */
export class ExecutionTimes {
  private readonly bySize = new Map<number, ExecutionLaw>();
  private readonly emulated: SeededRandomness;

  constructor(
    private readonly profile: ModelProfile,
    private readonly shape: FunctionShape,
    private readonly durations: Durations,
    private readonly randomness: SeededRandomness,
  ) {
    this.emulated = new SeededRandomness(Math.floor(randomness.uniform() * 2 ** 32));
  }

  /** Draws the duration of one execution, s. Throws for a batch size that the profile does not know. */
  drawSeconds(batchSize: number): number {
    if (this.durations === 'emulated') return this.drawEmulated(batchSize);
    return this.lawOf(batchSize).secondsAt(this.randomness.normal());
  }

  private drawEmulated(batchSize: number): number {
    const seconds = batchSeconds(this.profile, this.shape, batchSize, this.emulated);
    if (typeof seconds === 'number') return seconds;
    throw new RangeError(seconds.fault);
  }

  private lawOf(batchSize: number): ExecutionLaw {
    let law = this.bySize.get(batchSize);
    if (law === undefined) {
      law = new ExecutionLaw(latencyOf(this.profile, this.shape, batchSize));
      this.bySize.set(batchSize, law);
    }
    return law;
  }
}
