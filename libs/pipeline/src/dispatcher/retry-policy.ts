import type { DispatcherOptions } from './dispatcher-options';

/** How an invocation failed: the platform did not run it, or the function ran and gave no usable answer. */
export type Failure = 'not_run' | 'ran';

export type NextStep =
  /** All requests together once more, after a wait. */
  | { readonly kind: 'again'; readonly waitMs: number }
  /** Each half on its own, at once: one of them has what makes the batch fail. */
  | { readonly kind: 'split' }
  | { readonly kind: 'give-up' };

/** Failures of a batch that ran before it is assumed to keep failing. */
const failuresBeforeSplit = 2;

export interface FailedAttempt {
  readonly failure: Failure;
  readonly retryable: boolean;
  /** How often these requests together have failed, this time included. */
  readonly failures: number;
  /** Requests that failed together. */
  readonly size: number;
  /** Invocations of the whole batch that ran. */
  readonly runs: number;
}

/**
 * What to do with requests whose invocation failed. What the platform did not run is repeated with growing waits, as often
 * as deadlines leave time; what ran is repeated once and then split, down to the request that fails alone.
 * @param uniform a random number in [0, 1): the wait is half to all of its full length, so that replicas spread
 */
export function nextStep(run: FailedAttempt, { retry }: DispatcherOptions, uniform: number): NextStep {
  if (!run.retryable) return { kind: 'give-up' };
  if (run.failure === 'ran' && run.runs >= retry.maxRuns) return { kind: 'give-up' };
  if (run.failure === 'ran' && run.failures >= failuresBeforeSplit) {
    return { kind: run.size > 1 ? 'split' : 'give-up' };
  }
  const fullMs = Math.min(retry.initialWaitMs * 2 ** (run.failures - 1), retry.maxWaitMs);
  return { kind: 'again', waitMs: fullMs * (0.5 + uniform / 2) };
}

/** A half of a batch that kept failing has failed once already. */
export const failuresAfterSplit = failuresBeforeSplit - 1;
