import type { BatchExecuted, ModelProfiled } from '@harmonybatch/contracts';
import {
  DriftDetector,
  TailDetector,
  latencyDeviationSeconds,
  latencyReach,
  type Drift,
  type ProfileFactors,
} from '@harmonybatch/model';
import { ExpectedLatencies } from './expected-latencies';
import { coldWireMs } from '../way/way-parts';

const msPerSecond = 1000;
const types = ['cpu', 'gpu'] as const;
export type FunctionType = (typeof types)[number];

/** What is found: of all executions on a type of function, or of the slow ones alone. */
export interface FoundDrift {
  readonly type: FunctionType;
  readonly part: 'all' | 'tail';
  readonly drift: Drift;
}

/** Which part of the way from the mean to the 99 % point leads to the 95 % point. */
const reachOf95 = latencyReach(0.95);

/** Whether what executions of one model take is what its profile, as corrected so far, says. */
export class ModelDrift {
  private readonly detectors = { cpu: new DriftDetector(), gpu: new DriftDetector() };
  private readonly tails = { cpu: new TailDetector(), gpu: new TailDetector() };
  private readonly expected: ExpectedLatencies;

  constructor(
    { profile }: ModelProfiled,
    private readonly factors: ProfileFactors,
  ) {
    this.expected = new ExpectedLatencies(profile);
  }

  /** Takes in an invocation that was answered; one that waited for an instance to start says nothing of the others. */
  add({ function: shape, size, latencyMs, platformDurationMs = latencyMs }: BatchExecuted): void {
    if (latencyMs - platformDurationMs >= coldWireMs) return;
    const latency = this.expected.of(shape, size);
    if (latency === null || !(latency.avgSeconds > 0)) return;
    const deviation = latencyDeviationSeconds(latency) / latency.avgSeconds;
    const expectedSeconds = this.factors[shape.type] * latency.avgSeconds;
    const seconds = platformDurationMs / msPerSecond;
    this.detectors[shape.type].add(seconds, expectedSeconds, deviation);
    const p99 = this.tailFactorOf(shape.type) * latency.maxSeconds;
    const p95 = expectedSeconds + reachOf95 * Math.max(0, p99 - expectedSeconds);
    this.tails[shape.type].add(seconds, p95, Math.max(p99, expectedSeconds));
  }

  /** By what 99 % points are longer than those of the profile, as it is corrected so far. */
  private tailFactorOf(type: FunctionType): number {
    return Math.max(1, this.factors[type]) * (this.factors.tails?.[type] ?? 1);
  }

  /** What is found of one type of function; null where all is as expected. */
  get found(): FoundDrift | null {
    for (const type of types) {
      const { drift } = this.detectors[type];
      if (drift !== null) return { type, part: 'all', drift };
    }
    for (const type of types) {
      const { found } = this.tails[type];
      if (found !== null) return { type, part: 'tail', drift: found };
    }
    return null;
  }

  /** Forgets what was found of a type: nothing can be done about it. */
  reset(type: FunctionType): void {
    this.detectors[type].reset();
    this.tails[type].reset();
  }
}
