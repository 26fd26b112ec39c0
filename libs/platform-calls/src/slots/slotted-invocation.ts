import { performance } from 'node:perf_hooks';
import type { InvocationResult } from '@harmonybatch/ports';
import type { FunctionSlots } from './function-slots';

/** Longest timeout of a function, ms (24 h). */
const maxTimeoutMs = 86_400_000;

/**
 * Runs an invocation on a slot of its function.
 * @param timeoutMs includes the wait for the slot; above 24 h it counts as 24 h
 * @param run gets what is left of it, and never rejects
 * @throws RangeError where `timeoutMs` is not finite
 */
export async function onSlotOf<T>(
  slots: FunctionSlots,
  functionName: string,
  timeoutMs: number,
  run: (leftMs: number) => Promise<T>,
): Promise<T | InvocationResult> {
  if (!Number.isFinite(timeoutMs)) throw new RangeError(`timeoutMs must be finite, not ${timeoutMs}`);
  const endsAtMs = performance.now() + Math.min(timeoutMs, maxTimeoutMs);
  if (timeoutMs <= 0) return notSent('NoTimeLeft', 'no time was left to invoke the function');
  const release = await slots.take(functionName, endsAtMs - performance.now());
  const leftMs = endsAtMs - performance.now();
  if (!release || leftMs <= 0) {
    release?.();
    return notSent('ConcurrencyLimit', `too many invocations of ${functionName} were under way already`);
  }
  return run(leftMs).finally(release);
}

const notSent = (code: string, message: string): InvocationResult => ({
  kind: 'unavailable',
  code,
  message,
  retryable: true,
});
