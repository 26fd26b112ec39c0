import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Function as FcFunction } from '@alicloud/fc20230330';
import type { IsStillWanted } from '@harmonybatch/ports';
import type { FunctionCalls } from './function-calls';
import { reasonOf, stateOf } from './function-state';
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
    let current: FcFunction | undefined = first;
    await this.untilTrue(`function ${name} is active`, this.options.imageTimeoutMs, async () => {
      const state = current && stateOf(current);
      if (state === 'ready') return true;
      if (current && state === 'failed') throw failure(name, current);
      current = await this.calls.find(name, stillWanted);
      return current ? `it is ${stateOf(current)}` : 'it no longer exists';
    });
  }

  /** @throws FunctionRefusedError where the platform says that they will not come */
  async untilWarm(name: string, instances: number, stillWanted?: IsStillWanted): Promise<void> {
    let faultSinceMs: number | undefined;
    await this.untilTrue(`${instances} instances of ${name} are warm`, this.options.instancesTimeoutMs, async () => {
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

  /** Looks again until `look` says true; anything else it says is why not yet. */
  private async untilTrue(what: string, timeoutMs: number, look: () => Promise<true | string>): Promise<void> {
    const endsAtMs = performance.now() + timeoutMs;
    let pauseMs = this.options.pollMs;
    for (let seen = await look(); seen !== true; seen = await look()) {
      if (performance.now() + pauseMs > endsAtMs) {
        throw new Error(`waited ${timeoutMs} ms until ${what}, but ${seen}`);
      }
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 1.5, this.options.pollMs * 20);
    }
  }
}

function failure(name: string, there: FcFunction): Error {
  const said = reasonOf(there) ?? 'no reason given';
  return refused(name, reasonIn(said) === 'image' ? 'image' : 'failed', `function ${name} failed: ${said}`);
}
