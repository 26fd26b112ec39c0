import type { BatchExecuted } from '@harmonybatch/contracts';
import { AppNumbers } from '../traffic/app-numbers';
import { coldStartMsOf } from './cold-start';

/** An invocation, as it is kept. */
export interface KeptExecution {
  readonly functionName: string;
  readonly startedAtMs: number;
  readonly latencyMs: number;
  readonly size: number;
  readonly isFailed: boolean;
  readonly isCold: boolean;
  readonly isReported: boolean;
  readonly isBeyondPlan: boolean;
  /** Null where it has no price. */
  readonly cost: number | null;
}

const flags = { failed: 1, cold: 2, reported: 4, beyondPlan: 8 } as const;
const maxFunctions = 65_535;

/** The invocations that came last, in arrays of numbers: 28 bytes each. */
export class RecentExecutions {
  private readonly names = new AppNumbers(maxFunctions);
  private readonly functions: Uint16Array;
  private readonly startedAtMs: Float64Array;
  private readonly latencyMs: Float64Array;
  private readonly sizes: Uint8Array;
  private readonly flags: Uint8Array;
  private readonly costs: Float64Array;
  private taken = 0;

  constructor(private readonly maxExecutions: number) {
    this.functions = new Uint16Array(maxExecutions);
    this.startedAtMs = new Float64Array(maxExecutions);
    this.latencyMs = new Float64Array(maxExecutions);
    this.sizes = new Uint8Array(maxExecutions);
    this.flags = new Uint8Array(maxExecutions);
    this.costs = new Float64Array(maxExecutions);
  }

  /** @param maxLatencyMs what the plan has for the longest; null where that is not known */
  take(
    { functionName, startedAtMs, latencyMs, platformDurationMs, size, status, cost }: BatchExecuted,
    maxLatencyMs: number | null,
  ): void {
    const number = this.names.of(functionName);
    if (number === null) return;
    const at = this.taken++ % this.maxExecutions;
    this.functions[at] = number;
    this.startedAtMs[at] = startedAtMs;
    this.latencyMs[at] = latencyMs;
    this.sizes[at] = size;
    this.costs[at] = cost?.amount ?? NaN;
    this.flags[at] =
      (status === 'error' ? flags.failed : 0) |
      (platformDurationMs === undefined ? 0 : flags.reported) |
      (platformDurationMs !== undefined && coldStartMsOf(latencyMs, platformDurationMs) > 0 ? flags.cold : 0) |
      (maxLatencyMs !== null && latencyMs > maxLatencyMs ? flags.beyondPlan : 0);
  }

  /** Those that ended from a time on, epoch ms, by function. */
  since(sinceMs: number): Map<string, KeptExecution[]> {
    const names = this.names.names();
    const found = new Map<string, KeptExecution[]>();
    for (let at = 0; at < Math.min(this.taken, this.maxExecutions); at += 1) {
      if (this.startedAtMs[at]! + this.latencyMs[at]! < sinceMs) continue;
      const functionName = names[this.functions[at]!]!;
      const kept = this.at(at, functionName);
      const others = found.get(functionName);
      if (others === undefined) found.set(functionName, [kept]);
      else others.push(kept);
    }
    return found;
  }

  private at(at: number, functionName: string): KeptExecution {
    const has = (flag: number): boolean => (this.flags[at]! & flag) !== 0;
    const cost = this.costs[at]!;
    return {
      functionName,
      startedAtMs: this.startedAtMs[at]!,
      latencyMs: this.latencyMs[at]!,
      size: this.sizes[at]!,
      isFailed: has(flags.failed),
      isCold: has(flags.cold),
      isReported: has(flags.reported),
      isBeyondPlan: has(flags.beyondPlan),
      cost: Number.isNaN(cost) ? null : cost,
    };
  }
}
