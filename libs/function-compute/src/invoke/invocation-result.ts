import { answered, functionError, type AnswerBytes, type WantedBytes } from '@harmonybatch/platform-calls';
import type { InvocationResult } from '@harmonybatch/ports';
import type { FcCredentials } from '../credentials';
import { toFault, type FcFault } from '../fc-fault';

/** Refusals of a function that is not there, or that has to be mended before it can be called. */
const goneCode =
  /^(FunctionNotFound|FunctionNot(Active|Ready|Available)|Function(Inactive|Failed)|InvocationDisabled|FunctionInvocationDisabled)$/;
const goneWords = /\bstate\b.{0,40}\b(pending|failed|inactive)\b|invocation.{0,120}\bdisabled\b/i;

type HeaderOf = (name: string) => string | undefined;

/**
 * What an HTTP 2xx means: an error of the function comes as 200 with the header `x-fc-error-type`.
 * @param header gives one of the answer's by its lower-case name
 */
export function resultOfAnswer(header: HeaderOf, answer: AnswerBytes, wanted: WantedBytes): InvocationResult {
  const platformDurationMs = durationOf(header('x-fc-invocation-duration'));
  const errorType = header('x-fc-error-type');
  if (errorType === undefined) return answered(answer, wanted, platformDurationMs);
  const said = answer.bytes.toString('utf8');
  if (initializerFailed.test(errorType)) return notStarted(errorType, said);
  return functionError(`${errorType}: ${said}`, platformDurationMs);
}

const maxMessageLength = 500;
/** The instance that was started for the call did not come up, so nothing has run: the next one may. */
const initializerFailed = /initializ/i;

const notStarted = (code: string, said: string): InvocationResult => ({
  kind: 'unavailable',
  code,
  message: said.slice(0, maxMessageLength),
  retryable: true,
});

/** A fault of the call as a result: no answer in time, or not run. */
export function resultOfFault(fault: FcFault): InvocationResult {
  if (fault.kind === 'timeout') return { kind: 'timeout', message: fault.message };
  const { code, message, retryable } = fault;
  return { kind: 'unavailable', code, message, retryable, gone: isGone(fault) || undefined };
}

const isGone = ({ kind, code, message, statusCode = 0 }: FcFault): boolean =>
  kind === 'refused' && statusCode < 500 && (goneCode.test(code) || goneWords.test(message));

/** What broke a call before there was an answer, or within it. */
export function faultOfThrown(error: unknown, credentials: FcCredentials | undefined): FcFault {
  const fault = toFault(error, credentials);
  // Closed by the platform between two invocations or within one: the same as a reset of the connection.
  const isCut = fault.code === 'UND_ERR_SOCKET' || fault.code === 'UND_ERR_ABORTED';
  return isCut ? { ...fault, code: 'ECONNRESET', retryable: true } : fault;
}

function durationOf(header: string | undefined): number | undefined {
  const durationMs = header === undefined || header.trim() === '' ? Number.NaN : Number(header);
  return Number.isFinite(durationMs) && durationMs >= 0 ? durationMs : undefined;
}
