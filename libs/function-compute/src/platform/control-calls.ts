import type * as $dara from '@darabonba/typescript';
import {
  RepeatedCalls,
  repetitionDefaults,
  timedOut,
  withDeadline,
  type RepetitionOptions,
} from '@harmonybatch/platform-calls';
import type { IsStillWanted } from '@harmonybatch/ports';
import { runtimeFor } from '../fc-client';
import type { CredentialSource } from '../credentials';
import { toFault, type FcFault } from '../fc-fault';

export interface ControlOptions extends RepetitionOptions {
  /** Deadline of each attempt, ms. */
  readonly attemptTimeoutMs: number;
}

export const defaultControlOptions: ControlOptions = { ...repetitionDefaults, attemptTimeoutMs: 10_000 };

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
  private readonly calls: RepeatedCalls;

  constructor(
    private readonly credentials: CredentialSource,
    private readonly options: ControlOptions,
  ) {
    this.calls = new RepeatedCalls(options, (error) => error instanceof FailedCallError && error.fault.retryable);
  }

  /**
   * @param asked what the call does, for messages: "create function hb-x".
   * @param call must be safe to repeat: an attempt that timed out may have been carried out.
   * @param stillWanted asked right before each attempt
   * @throws FailedCallError, or NoLongerWantedError where `stillWanted` said no
   */
  make<T>(asked: string, call: (runtime: $dara.RuntimeOptions) => Promise<T>, stillWanted?: IsStillWanted): Promise<T> {
    return this.calls.make(asked, () => this.attempt(asked, call), stillWanted);
  }

  private async attempt<T>(asked: string, call: (runtime: $dara.RuntimeOptions) => Promise<T>): Promise<T> {
    const { attemptTimeoutMs } = this.options;
    const value = await withDeadline(call(runtimeFor(attemptTimeoutMs)), attemptTimeoutMs).catch((error: unknown) => {
      throw new FailedCallError(asked, this.faultOf(error));
    });
    if (value !== timedOut) return value;
    const message = `no answer within ${attemptTimeoutMs} ms`;
    throw new FailedCallError(asked, { kind: 'timeout', code: 'RequestTimeoutError', message, retryable: true });
  }

  private faultOf(error: unknown): FcFault {
    const { lastGiven } = this.credentials;
    const fault = toFault(error, lastGiven);
    if (fault.ofCredentials && lastGiven) this.credentials.discard(lastGiven);
    return fault;
  }
}
