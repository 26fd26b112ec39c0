import { setTimeout as pause } from 'node:timers/promises';
import type * as $dara from '@darabonba/typescript';
import { timedOut, withDeadline } from '@harmonybatch/platform-calls';
import { NoLongerWantedError, type IsStillWanted } from '@harmonybatch/ports';
import { runtimeFor } from '../fc-client';
import type { CredentialSource } from '../credentials';
import { toFault, type FcFault } from '../fc-fault';

export interface ControlOptions {
  /** Most attempts of one call, the first included. */
  readonly maxAttempts: number;
  /** Deadline of each attempt, ms. */
  readonly attemptTimeoutMs: number;
  /** Longest pause before the second attempt, ms; it doubles with each further one. */
  readonly backoffMs: number;
}

export const defaultControlOptions: ControlOptions = { maxAttempts: 4, attemptTimeoutMs: 10_000, backoffMs: 250 };

const always: IsStillWanted = () => true;

/** The platform refused a call or could not be reached: what was asked, and what it answered. */
export class FailedCallError extends Error {
  constructor(
    asked: string,
    readonly fault: FcFault,
  ) {
    const status = fault.statusCode === undefined ? '' : ` ${fault.statusCode}`;
    super(`Function Compute did not ${asked}:${status} ${fault.code}: ${fault.message}`);
    this.name = 'FailedCallError';
  }
}

/** Makes control calls: each attempt has a deadline of its own, transient faults are tried again a bounded number of times. */
export class ControlCalls {
  constructor(
    private readonly credentials: CredentialSource,
    private readonly options: ControlOptions,
  ) {}

  /**
   * @param asked what the call does, for messages: "create function hb-x".
   * @param call must be safe to repeat: an attempt that timed out may have been carried out.
   * @param stillWanted asked right before each attempt
   * @throws FailedCallError, or NoLongerWantedError where `stillWanted` said no
   */
  async make<T>(
    asked: string,
    call: (runtime: $dara.RuntimeOptions) => Promise<T>,
    stillWanted: IsStillWanted = always,
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      if (!stillWanted()) throw new NoLongerWantedError(asked);
      const outcome = await this.attempt(call);
      if (!('fault' in outcome)) return outcome.value;
      if (!outcome.fault.retryable || attempt >= this.options.maxAttempts)
        throw new FailedCallError(asked, outcome.fault);
      await pause(this.pauseMs(attempt));
    }
  }

  private async attempt<T>(
    call: (runtime: $dara.RuntimeOptions) => Promise<T>,
  ): Promise<{ value: T } | { fault: FcFault }> {
    const { attemptTimeoutMs } = this.options;
    try {
      const value = await withDeadline(call(runtimeFor(attemptTimeoutMs)), attemptTimeoutMs);
      if (value !== timedOut) return { value };
      const message = `no answer within ${attemptTimeoutMs} ms`;
      return { fault: { kind: 'timeout', code: 'RequestTimeoutError', message, retryable: true } };
    } catch (error) {
      const { lastGiven } = this.credentials;
      const fault = toFault(error, lastGiven);
      if (fault.ofCredentials && lastGiven) this.credentials.discard(lastGiven);
      return { fault };
    }
  }

  /** Half of it is random, so that replicas do not come back at the same time. */
  private pauseMs(attempt: number): number {
    return this.options.backoffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  }
}
