import type { BatchExecuted, GroupRoute, OutcomeError } from '@harmonybatch/contracts';
import {
  sleep,
  type Clock,
  type FunctionInvoker,
  type InvocationResult,
  type Span,
  type StageEvents,
} from '@harmonybatch/ports';
import { spanAttributes } from '@harmonybatch/telemetry';
import { batchCost } from './batch-cost';
import type { ItemResult } from './answer/item-result';
import { codecOfRoute } from './codec/codec-of-route';
import type { FunctionCodec } from './codec/function-codec';
import { invocationError, unreadableAnswer } from './outcome';
import type { BatchToRun, RequestToRun } from './ready-batch';
import { beginInvocation } from './run-spans';
import type { Failure } from './retry-policy';
import type { DispatcherOptions } from './dispatcher-options';
import { invocationTimeoutMs } from './invocation-timeout';

const millisecondsPerSecond = 1000;

export interface InvocationPorts {
  readonly invoker: FunctionInvoker;
  readonly clock: Clock;
  readonly events: StageEvents;
}

/** One invocation that is over: what it gave for each request, or why it gave nothing, and what it took. */
export type CompletedInvocation = { readonly report: BatchExecuted } & (
  | { readonly kind: 'answered'; readonly results: ItemResult[] }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: OutcomeError }
);

/** Sends requests of a batch to its function once. The body is a fresh one for each attempt. */
export async function invokeOnce(
  { invoker, clock, events }: InvocationPorts,
  terms: Pick<DispatcherOptions, 'functionTimeoutMs' | 'coldStartMs'>,
  batch: BatchToRun,
  group: GroupRoute,
  requests: readonly RequestToRun[],
  attempt: number,
): Promise<CompletedInvocation> {
  const codec = codecOfRoute(group);
  const startedAtMs = clock.nowMs();
  const span = beginInvocation(events.tracing, batch, group, { size: requests.length, attempt, startedAtMs });
  const { batchId, model } = batch;
  const traceparent = span.context ?? batch.traceparent;
  const body = codec.encode({ batchId, attempt, model, traceparent }, requests);
  const startMs = clock.monotonicMs();
  const options = { maxBytes: codec.maxAnswerBytes(requests.length), path: group.call?.path, traceparent };
  const timeLeftMs = Math.max(...requests.map(({ deadlineMs }) => deadlineMs)) - startedAtMs;
  const timeoutMs = invocationTimeoutMs(group, terms, timeLeftMs);
  const result = await invoker.invoke(group.functionName, body, timeoutMs, options);
  const latencyMs = clock.monotonicMs() - startMs;
  const gave = await read(codec, clock, requests, result);
  const errorCode = gave.kind === 'failed' ? gave.error.code : undefined;
  endInvocation(span, startedAtMs + latencyMs, result, gave);
  return {
    ...gave,
    report: report(batch, group, requests.length, attempt, { result, errorCode, startedAtMs, latencyMs }),
  };
}

type ReadAnswer =
  | { readonly kind: 'answered'; readonly results: ItemResult[] }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly error: OutcomeError };

async function read(
  codec: FunctionCodec,
  clock: Clock,
  requests: readonly RequestToRun[],
  result: InvocationResult,
): Promise<ReadAnswer> {
  if (result.kind !== 'answered') {
    const failure = result.kind === 'unavailable' ? 'not_run' : 'ran';
    return { kind: 'failed', failure, error: invocationError(result) };
  }
  const decoded = await codec.decode(result, requests, () => sleep(clock, 0));
  if (Array.isArray(decoded)) return { kind: 'answered', results: decoded };
  return { kind: 'failed', failure: 'ran', error: unreadableAnswer(decoded.unreadable) };
}

function endInvocation(span: Span, endMs: number, result: InvocationResult, gave: ReadAnswer): void {
  const error = gave.kind === 'failed' ? gave.error : undefined;
  span.end({
    endMs,
    failure: error?.message,
    attributes: {
      [spanAttributes.errorType]: error?.code,
      [spanAttributes.platformDurationMs]: 'platformDurationMs' in result ? result.platformDurationMs : undefined,
    },
  });
}

interface Measured {
  readonly result: InvocationResult;
  readonly errorCode: string | undefined;
  readonly startedAtMs: number;
  readonly latencyMs: number;
}

function report(
  { batchId, model, reason }: BatchToRun,
  group: GroupRoute,
  size: number,
  attempt: number,
  { result, errorCode, startedAtMs, latencyMs }: Measured,
): BatchExecuted {
  const platformDurationMs = 'platformDurationMs' in result ? result.platformDurationMs : undefined;
  const seconds = (platformDurationMs ?? latencyMs) / millisecondsPerSecond;
  const cost = result.kind === 'unavailable' ? undefined : batchCost(group, seconds);
  return {
    batchId,
    model,
    groupId: group.id,
    epoch: group.epoch,
    functionName: group.functionName,
    function: group.function,
    size,
    reason,
    attempt,
    status: errorCode === undefined ? 'ok' : 'error',
    errorCode,
    functionGone: result.kind === 'unavailable' && result.gone ? true : undefined,
    startedAtMs,
    latencyMs,
    platformDurationMs,
    cost,
  };
}
