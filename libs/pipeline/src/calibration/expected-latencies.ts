import type { BatchExecuted, ModelProfiled } from '@harmonybatch/contracts';
import { latencyOf, type Latency } from '@harmonybatch/model';

/** Shapes and batch sizes whose latencies are remembered. */
const maxExpectations = 4_096;

/** What the profile of a model, as it was measured, says of executions. */
export class ExpectedLatencies {
  private readonly known = new Map<string, Latency | null>();

  constructor(private readonly profile: ModelProfiled['profile']) {}

  /** Of a batch of `size` on such a function; null where the profile says nothing of it. */
  of(shape: BatchExecuted['function'], size: number): Latency | null {
    const key = JSON.stringify([shape.type, shape.vcpu, shape.gpuMemoryMb, shape.gpuType, size]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const latency = this.latencyOrNull(shape, size);
    if (this.known.size < maxExpectations) this.known.set(key, latency);
    return latency;
  }

  private latencyOrNull(shape: BatchExecuted['function'], size: number): Latency | null {
    try {
      return latencyOf(this.profile, shape, size);
    } catch {
      return null;
    }
  }
}
