import { errorCodes, type ErrorCode, type OutcomeError } from '@harmonybatch/contracts';
import type { InvocationResult } from '@harmonybatch/ports';
import type { Outcome } from '../records/outcome-record';
import { sanitizedText } from '../records/sanitized-text';
import type { ItemResult } from './answer/item-result';
import type { BatchToRun, RequestToRun } from './ready-batch';

/** What outcomes say of their invocation. */
export interface InvocationFacts {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly size: number;
  /** What each request pays: the invocation's price over its size. */
  readonly costPerRequest?: { readonly amount: number; readonly currency: string };
}

const maxMessageLength = 2000;

const error = (code: ErrorCode, message: string = errorCodes[code].meaning): OutcomeError => ({
  code,
  message: sanitizedText(message, maxMessageLength),
  retryable: errorCodes[code].retryable,
});

/** Outcome of a request that was not run because its deadline came before. */
export function expiredOutcome(batch: BatchToRun, request: RequestToRun, nowMs: number): Outcome {
  const code: ErrorCode = batch.reason === 'unplanned' ? 'no_plan' : 'deadline_passed';
  return notRunOutcome(request, 'expired', error(code), nowMs);
}

/** Why a batch is answered and not run. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Outcome of a request that was not run for another reason than its deadline. */
export const refusedOutcome = (request: RequestToRun, { code, message }: Refusal, nowMs: number): Outcome =>
  notRunOutcome(request, 'error', error(code, message), nowMs);

function notRunOutcome(
  request: RequestToRun,
  status: 'expired' | 'error',
  error: OutcomeError,
  nowMs: number,
): Outcome {
  const { identity, id, app, source, traceparent, sloMs, requestedSloMs } = request;
  return {
    identity,
    id,
    app,
    source,
    traceparent,
    status,
    error,
    timing: {
      arrivedAtMs: request.arrivedAtMs,
      queuedMs: Math.max(0, nowMs - request.arrivedAtMs),
      executedMs: 0,
      completedAtMs: nowMs,
      lateByMs: latenessMs(request, nowMs),
    },
    sloMs,
    requestedSloMs,
  };
}

/** Outcome of a request that was run, with what its function said of it. */
export function executedOutcome(
  batch: BatchToRun,
  request: RequestToRun,
  result: ItemResult,
  execution: InvocationFacts,
): Outcome {
  const { startedAtMs, endedAtMs, size, costPerRequest } = execution;
  const { group, batchId, reason } = batch;
  const { identity, id, app, source, traceparent, sloMs, requestedSloMs } = request;
  return {
    identity,
    id,
    app,
    source,
    traceparent,
    status: result.kind === 'outputs' ? 'ok' : 'error',
    error: result.kind === 'outputs' ? undefined : result.error,
    outputsJson: result.kind === 'outputs' ? result.outputs : undefined,
    timing: {
      arrivedAtMs: request.arrivedAtMs,
      queuedMs: Math.max(0, startedAtMs - request.arrivedAtMs),
      executedMs: Math.max(0, endedAtMs - startedAtMs),
      completedAtMs: endedAtMs,
      lateByMs: latenessMs(request, endedAtMs),
    },
    sloMs,
    requestedSloMs,
    batch: group && { id: batchId, size, reason, group: group.id, epoch: group.epoch, function: group.functionName },
    cost: costPerRequest,
  };
}

/** What the platform or the function did wrong, as the error of every request of the batch. */
export function invocationError(result: Exclude<InvocationResult, { kind: 'answered' }>): OutcomeError {
  if (result.kind === 'function_error') return error('function_failed', result.message);
  if (result.kind === 'timeout') return error('function_timeout', result.message);
  return {
    ...error('function_unavailable', `${result.code}: ${result.message}`),
    retryable: result.retryable || result.gone === true,
  };
}

export const unreadableAnswer = (why: string): OutcomeError => error('unreadable_answer', why);

/** Undefined for what was in time. */
const latenessMs = ({ deadlineMs }: RequestToRun, atMs: number): number | undefined =>
  atMs > deadlineMs ? atMs - deadlineMs : undefined;
