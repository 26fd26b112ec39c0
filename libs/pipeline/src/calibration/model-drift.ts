import type { BatchExecuted, ModelProfiled } from '@harmonybatch/contracts';
import {
  DriftDetector,
  latencyDeviationSeconds,
  latencyOf,
  type Drift,
  type Latency,
  type ProfileFactors,
} from '@harmonybatch/model';
import { coldWireMs } from '../way/way-parts';

const msPerSecond = 1000;
const types = ['cpu', 'gpu'] as const;
export type FunctionType = (typeof types)[number];

/** Whether what executions of one model take is what its profile, as corrected so far, says. */
export class ModelDrift {
  private readonly detectors = { cpu: new DriftDetector(), gpu: new DriftDetector() };
  private readonly expected = new Map<string, Latency | null>();

  constructor(
    private readonly model: ModelProfiled,
    private readonly factors: ProfileFactors,
  ) {}

  /** Takes in an invocation that was answered; one that waited for an instance to start says nothing of the others. */
  add({ function: shape, size, latencyMs, platformDurationMs = latencyMs }: BatchExecuted): void {
    if (latencyMs - platformDurationMs >= coldWireMs) return;
    const latency = this.latency(shape, size);
    if (latency === null || !(latency.avgSeconds > 0)) return;
    const deviation = latencyDeviationSeconds(latency) / latency.avgSeconds;
    const expectedSeconds = this.factors[shape.type] * latency.avgSeconds;
    this.detectors[shape.type].add(platformDurationMs / msPerSecond, expectedSeconds, deviation);
  }

  /** What is found of one type of function; null where all is as expected. */
  get found(): { readonly type: FunctionType; readonly drift: Drift } | null {
    for (const type of types) {
      const { drift } = this.detectors[type];
      if (drift !== null) return { type, drift };
    }
    return null;
  }

  /** Forgets what was found of a type: nothing can be done about it. */
  reset(type: FunctionType): void {
    this.detectors[type].reset();
  }

  /** By the profile; null for a batch of which it says nothing. */
  private latency(shape: BatchExecuted['function'], size: number): Latency | null {
    const key = JSON.stringify([shape.type, shape.vcpu, shape.gpuMemoryMb, shape.gpuType, size]);
    const known = this.expected.get(key);
    if (known !== undefined) return known;
    const latency = latencyOrNull(this.model, shape, size);
    if (this.expected.size < maxExpectations) this.expected.set(key, latency);
    return latency;
  }
}

/** Shapes and batch sizes whose latencies are remembered. */
const maxExpectations = 4_096;

function latencyOrNull({ profile }: ModelProfiled, shape: BatchExecuted['function'], size: number): Latency | null {
  try {
    return latencyOf(profile, shape, size);
  } catch {
    return null;
  }
}
