import type { InvocationResult } from '@harmonybatch/pipeline';
import type { FcFault } from '../fc-fault';

const longestMessage = 500;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * What an HTTP 2xx means: an error of the function comes as 200 with the header `x-fc-error-type`.
 * @param headers the answer's, lower-case.
 */
export function resultOfAnswer(headers: Headers, body: string): InvocationResult {
  const duration = durationOf(headers['x-fc-invocation-duration']);
  const errorType = headers['x-fc-error-type'];
  if (errorType === undefined) return { kind: 'answered', body, ...duration };
  return { kind: 'function_error', message: `${errorType}: ${body}`.slice(0, longestMessage), ...duration };
}

/** A fault of the call as a result: no answer in time, or not run. */
export function resultOfFault(fault: FcFault): InvocationResult {
  if (fault.kind === 'timeout') return { kind: 'timeout', message: fault.message };
  const { code, message, retryable } = fault;
  return { kind: 'unavailable', code, message, retryable };
}

function durationOf(header: string | undefined): { platformDurationMs?: number } {
  const durationMs = header === undefined || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(durationMs) && durationMs >= 0 ? { platformDurationMs: durationMs } : {};
}
