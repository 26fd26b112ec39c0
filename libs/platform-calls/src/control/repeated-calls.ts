import { setTimeout as pause } from 'node:timers/promises';
import { NoLongerWantedError, type IsStillWanted } from '@harmonybatch/ports';

export interface RepetitionOptions {
  /** Most attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** Longest pause before the second attempt, ms; it doubles with each further one. */
  readonly backoffMs: number;
}

export const repetitionDefaults: RepetitionOptions = { maxAttempts: 4, backoffMs: 250 };

const always: IsStillWanted = () => true;

/** Makes control calls of a platform: what may pass is tried again a bounded number of times. */
export class RepeatedCalls {
  /** @param mayPass whether the same call may succeed later, by what it threw */
  constructor(
    private readonly options: RepetitionOptions,
    private readonly mayPass: (error: unknown) => boolean,
  ) {}

  /**
   * @param asked what the call does, for messages: "create function hb-x"
   * @param call must be safe to repeat: an attempt that timed out may have been carried out
   * @param stillWanted asked right before each attempt
   * @throws what the last attempt threw, or NoLongerWantedError where `stillWanted` said no
   */
  async make<T>(asked: string, call: () => Promise<T>, stillWanted: IsStillWanted = always): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (!stillWanted()) throw new NoLongerWantedError(asked);
      try {
        return await call();
      } catch (error) {
        if (!this.mayPass(error) || attempt >= this.options.maxAttempts) throw error;
      }
      await pause(this.pauseMs(attempt));
    }
  }

  /** Half of it is random, so that replicas do not come back at the same time. */
  private pauseMs(attempt: number): number {
    return this.options.backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  }
}
