import { performance } from 'node:perf_hooks';
import type { Function as FcFunction } from '@alicloud/fc20230330';
import type { IsStillWanted } from '@harmonybatch/ports';
import { waitUntil, waitUntilReady } from '@harmonybatch/platform-calls';
import type { FunctionCalls } from './function-calls';
import { statusOf } from './function-state';
import { reasonIn, refused } from './refusal';

export interface ReadinessOptions {
  /** How long the platform may take to fetch the image of a function, ms. */
  readonly imageTimeoutMs: number;
  /** How long its warm instances may take to be ready, ms. */
  readonly instancesTimeoutMs: number;
  /** A fault that the platform reports of instances, and that is not the image's, has to last this long to end the wait, ms. */
  readonly faultGraceMs: number;
  /** First pause between two looks, ms; it grows by half each time, to 20 times this. */
  readonly pollMs: number;
}

export const defaultReadinessOptions: ReadinessOptions = {
  imageTimeoutMs: 40 * 60_000,
  instancesTimeoutMs: 15 * 60_000,
  faultGraceMs: 30_000,
  pollMs: 250,
};

/** Waits until functions and their instances are ready, or will not be. */
export class Readiness {
  constructor(
    private readonly calls: FunctionCalls,
    private readonly options: ReadinessOptions,
  ) {}

  /**
   * @param first the function as it was seen last
   * @throws FunctionRefusedError where it fails
   */
  async untilActive(name: string, first: FcFunction, stillWanted?: IsStillWanted): Promise<void> {
    const { imageTimeoutMs: timeoutMs, pollMs } = this.options;
    await waitUntilReady(
      name,
      { timeoutMs, pollMs },
      {
        first,
        find: () => this.calls.find(name, stillWanted),
        statusOf,
        failure: (said) => failure(name, said),
      },
    );
  }

  /** @throws FunctionRefusedError where the platform says that they will not come */
  async untilWarm(name: string, instances: number, stillWanted?: IsStillWanted): Promise<void> {
    let faultSinceMs: number | undefined;
    const { instancesTimeoutMs: timeoutMs, pollMs } = this.options;
    await waitUntil(`${instances} instances of ${name} are warm`, { timeoutMs, pollMs }, async () => {
      const { currentInstances = 0, currentError } = (await this.calls.scaling(name, stillWanted)) ?? {};
      if (currentInstances >= instances) return true;
      faultSinceMs = currentError ? (faultSinceMs ?? performance.now()) : undefined;
      if (currentError) this.checkFault(name, currentError, faultSinceMs!);
      return `${currentInstances} are${currentError ? `: ${currentError}` : ''}`;
    });
  }

  /** Most faults may pass, as a short burst of other functions; an image that is not there does not come. */
  private checkFault(name: string, said: string, sinceMs: number): void {
    const reason = reasonIn(said) ?? 'failed';
    if (reason !== 'image' && performance.now() - sinceMs < this.options.faultGraceMs) return;
    throw refused(name, reason, `no instance of function ${name} starts: ${said}`);
  }
}

const failure = (name: string, said: string): Error =>
  refused(name, reasonIn(said) === 'image' ? 'image' : 'failed', `function ${name} failed: ${said}`);
