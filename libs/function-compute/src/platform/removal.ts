import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { IsStillWanted } from '@harmonybatch/ports';
import { FailedCallError } from './control-calls';
import type { FunctionCalls } from './function-calls';

export interface RemovalOptions {
  /** Longest wait for the instances of a function that is removed to end, ms. */
  readonly emptyTimeoutMs: number;
  /** Attempts to delete a function while the platform says that it still keeps instances. */
  readonly maxAttempts: number;
  /** Pause between two of them, and between two looks at the instances, ms. */
  readonly pauseMs: number;
  /** After so many of them invocations are forbidden: what keeps the instances may be the calls that still come. */
  readonly attemptsBeforeForbidding: number;
}

export const defaultRemovalOptions: RemovalOptions = {
  emptyTimeoutMs: 60_000,
  maxAttempts: 25,
  pauseMs: 2_000,
  attemptsBeforeForbidding: 5,
};

/** Refusals to delete a function that still keeps instances. */
const instancesLeft = new Set(['ProvisionConfigExist', 'ResidentScalingConfigExists']);

/**
 * Removes a function in the order that the platform asks for: it keeps no more instances, they end, it is deleted. That
 * they ended is known there a while later.
 */
export class Removal {
  constructor(
    private readonly calls: FunctionCalls,
    private readonly options: RemovalOptions,
  ) {}

  async remove(name: string, stillWanted?: IsStillWanted): Promise<void> {
    await this.calls.stopScaling(name, stillWanted);
    await this.untilEmpty(name, stillWanted);
    for (let attempt = 1; !(await this.isDeleted(name, attempt, stillWanted)); attempt += 1) {
      if (attempt === this.options.attemptsBeforeForbidding)
        await this.calls.forbidInvocations(name, 'it is being removed', stillWanted);
      await pause(this.options.pauseMs);
    }
  }

  /** What is not empty in time is deleted all the same: the platform knows best whether it may be. */
  private async untilEmpty(name: string, stillWanted?: IsStillWanted): Promise<void> {
    const endsAtMs = performance.now() + this.options.emptyTimeoutMs;
    while (((await this.calls.scaling(name, stillWanted))?.currentInstances ?? 0) > 0) {
      if (performance.now() + this.options.pauseMs > endsAtMs) return;
      await pause(this.options.pauseMs);
    }
  }

  private async isDeleted(name: string, attempt: number, stillWanted?: IsStillWanted): Promise<boolean> {
    try {
      await this.calls.delete(name, stillWanted);
      return true;
    } catch (error) {
      if (attempt < this.options.maxAttempts && hasInstancesLeft(error)) return false;
      throw error;
    }
  }
}

const hasInstancesLeft = (error: unknown): boolean =>
  error instanceof FailedCallError &&
  (instancesLeft.has(error.fault.code) || /provision config exists/i.test(error.fault.message));
