import { errorCodes, type ErrorCode, type OutcomeError } from '@harmonybatch/contracts';
import { Refusal } from '../protocol/refusal';
import type { ReadOutcome } from './read-outcome';

/**
 * What an error of an outcome is in HTTP. 429: there is capacity, and others have it now; 503: there is none for this request; 502 and
 * 504: the function, which is behind this gateway, failed or was late.
 */
const statusOf: Readonly<Record<ErrorCode, number>> = {
  malformed: 400,
  invalid: 400,
  unsigned: 401,
  unknown_key: 401,
  foreign_key: 401,
  key_expired: 401,
  signature_invalid: 401,
  signature_expired: 401,
  unknown_app: 404,
  too_large: 413,
  slo_unattainable: 422,
  rate_limited: 429,
  overloaded: 429,
  internal_error: 500,
  function_failed: 502,
  unreadable_answer: 502,
  no_result: 502,
  no_plan: 503,
  function_unavailable: 503,
  deadline_passed: 504,
  function_timeout: 504,
};

/** Where nothing says after how long a retry may be accepted. */
const defaultRetryAfterMs = 1_000;
const toldWhen = new Set([429, 503]);

/** The answer to a request whose outcome is an error. @param id that its client knows it by: an outcome may name its place instead */
export function refusalOf({ error }: Pick<ReadOutcome, 'error'>, id: string): Refusal {
  const { code, message, hint, field, retryAfterMs } = error ?? unexplained;
  const known = isKnown(code) ? code : 'internal_error';
  const status = statusOf[known];
  return new Refusal(status, {
    code: known,
    message,
    hint: hint ?? errorCodes[known].remedy,
    field,
    id,
    retryAfterMs: toldWhen.has(status) ? (retryAfterMs ?? defaultRetryAfterMs) : undefined,
  });
}

const unexplained: OutcomeError = {
  code: 'internal_error',
  message: errorCodes.internal_error.meaning,
  retryable: true,
};

const isKnown = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
