import {
  errorCodes,
  topics,
  type BatchReady,
  type ErrorCode,
  type InferenceAccepted,
  type InferenceCompleted,
  type OutcomeError,
} from '@harmonybatch/contracts';
import type { InvocationResult } from '../ports/functions';
import type { OutboundRecord } from '../ports/records';
import type { ItemResult } from './function-codec';

/** One invocation as its outcomes tell it. */
export interface Execution {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly size: number;
  /** What each request pays: the invocation's price over its size. */
  readonly costPerRequest?: { readonly amount: number; readonly currency: string };
}

const maxMessageLength = 2000;

const error = (code: ErrorCode, message: string = errorCodes[code].meaning): OutcomeError => ({
  code,
  message: message.slice(0, maxMessageLength),
  retryable: errorCodes[code].retryable,
});

/** Outcome of a request that was not run because its deadline came before. */
export function expired(batch: BatchReady, request: InferenceAccepted, nowMs: number): InferenceCompleted {
  const code: ErrorCode = batch.reason === 'unplanned' ? 'no_plan' : 'deadline_passed';
  return notRun(request, 'expired', error(code), nowMs);
}

/** Why a batch is answered and not run. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Outcome of a request that was not run for another reason than its deadline. */
export const refused = (request: InferenceAccepted, { code, message }: Refusal, nowMs: number): InferenceCompleted =>
  notRun(request, 'error', error(code, message), nowMs);

function notRun(
  request: InferenceAccepted,
  status: 'expired' | 'error',
  error: OutcomeError,
  nowMs: number,
): InferenceCompleted {
  return {
    ...addressee(request),
    status,
    error,
    timing: {
      arrivedAtMs: request.arrivedAtMs,
      queuedMs: Math.max(0, nowMs - request.arrivedAtMs),
      executedMs: 0,
      completedAtMs: nowMs,
    },
    sloMs: request.sloMs,
  };
}

/** Outcome of a request that was run, with what its function said of it. */
export function executed(
  batch: BatchReady,
  request: InferenceAccepted,
  result: ItemResult,
  execution: Execution,
): InferenceCompleted {
  const { startedAtMs, endedAtMs, size, costPerRequest } = execution;
  const { group, batchId: id, reason } = batch;
  return {
    ...addressee(request),
    ...(result.kind === 'outputs'
      ? { status: 'ok', outputs: result.outputs }
      : { status: 'error', error: result.error }),
    timing: {
      arrivedAtMs: request.arrivedAtMs,
      queuedMs: Math.max(0, startedAtMs - request.arrivedAtMs),
      executedMs: Math.max(0, endedAtMs - startedAtMs),
      completedAtMs: endedAtMs,
    },
    sloMs: request.sloMs,
    ...(group === undefined
      ? {}
      : { batch: { id, size, reason, group: group.id, epoch: group.epoch, function: group.functionName } }),
    ...(costPerRequest === undefined ? {} : { cost: costPerRequest }),
  };
}

/** What the platform or the function did wrong, as the error of every request of the batch. */
export function invocationError(result: Exclude<InvocationResult, { kind: 'answered' }>): OutcomeError {
  if (result.kind === 'function_error') return error('function_failed', result.message);
  if (result.kind === 'timeout') return error('function_timeout', result.message);
  return { ...error('function_unavailable', `${result.code}: ${result.message}`), retryable: result.retryable };
}

export const unreadableAnswer = (why: string): OutcomeError => error('unreadable_answer', why);

export const outcomeRecord = (outcome: InferenceCompleted): OutboundRecord => ({
  topic: topics.inferenceCompleted.name,
  key: outcome.identity,
  value: JSON.stringify(outcome),
});

const addressee = ({ identity, id, app, source, traceparent }: InferenceAccepted) => ({
  identity,
  id,
  app,
  ...(source === undefined ? {} : { source }),
  ...(traceparent === undefined ? {} : { traceparent }),
});
