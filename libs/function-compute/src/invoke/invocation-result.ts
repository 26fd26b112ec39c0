import { utf8Text, type InvocationResult } from '@harmonybatch/ports';
import type { FcFault } from '../fc-fault';

const maxMessageLength = 500;
/** Bytes of a character in UTF-8, at most. */
const maxCharacterBytes = 4;
const missingFunction = 'FunctionNotFound';

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * What an HTTP 2xx means: an error of the function comes as 200 with the header `x-fc-error-type`.
 * @param headers the answer's, lower-case.
 * @param cutAtBytes where the rest of the body was left out
 */
export function resultOfAnswer(headers: Headers, body: Buffer, cutAtBytes?: number): InvocationResult {
  const platformDurationMs = durationOf(headers['x-fc-invocation-duration']);
  const errorType = headers['x-fc-error-type'];
  if (errorType === undefined)
    return { kind: 'answered', body: utf8Text(body) ?? body, cutAtBytes, platformDurationMs };
  const said = body.subarray(0, maxMessageLength * maxCharacterBytes).toString('utf8');
  return { kind: 'function_error', message: `${errorType}: ${said}`.slice(0, maxMessageLength), platformDurationMs };
}

/** An answer came, and is of no use. */
export const functionError = (message: string): InvocationResult => ({
  kind: 'function_error',
  message: message.slice(0, maxMessageLength),
});

/** A fault of the call as a result: no answer in time, or not run. */
export function resultOfFault(fault: FcFault): InvocationResult {
  if (fault.kind === 'timeout') return { kind: 'timeout', message: fault.message };
  const { code, message, retryable } = fault;
  return { kind: 'unavailable', code, message, retryable, gone: code === missingFunction || undefined };
}

function durationOf(header: string | undefined): number | undefined {
  const durationMs = header === undefined || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(durationMs) && durationMs >= 0 ? durationMs : undefined;
}
