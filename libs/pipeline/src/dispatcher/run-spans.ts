import { topics, type GroupRoute } from '@harmonybatch/contracts';
import { unrecordedSpan, type Span, type SpanAttributes, type Tracing } from '@harmonybatch/ports';
import { kafkaAttributes, spanAttributes, spanNames, traceFieldsOf } from '@harmonybatch/telemetry';
import type { BatchToRun } from './ready-batch';

/** The span of a batch in the dispatcher, from when it is read; of a batch that is recorded alone. */
export function beginRun(tracing: Tracing, batch: BatchToRun, startMs: number): Span {
  if (batch.traceparent === undefined) return unrecordedSpan;
  return tracing.start({
    name: spanNames.runBatch,
    kind: 'consumer',
    startMs,
    parent: batch.traceparent,
    attributes: {
      ...kafkaAttributes('process', topics.batchReady.name),
      [spanAttributes.batchSize]: batch.requests.length,
      ...batchAttributes(batch),
    },
  });
}

/** What an invocation carries. */
export interface InvocationToTrace {
  readonly size: number;
  readonly attempt: number;
  readonly startedAtMs: number;
}

/** The span of one call of the function. */
export function beginInvocation(
  tracing: Tracing,
  batch: BatchToRun,
  group: GroupRoute,
  { size, attempt, startedAtMs }: InvocationToTrace,
): Span {
  if (batch.traceparent === undefined) return unrecordedSpan;
  return tracing.start({
    name: spanNames.invokeFunction,
    kind: 'client',
    startMs: startedAtMs,
    parent: batch.traceparent,
    attributes: {
      [spanAttributes.functionName]: group.functionName,
      [spanAttributes.batchSize]: size,
      [spanAttributes.attempt]: attempt,
      ...batchAttributes(batch),
    },
  });
}

const batchAttributes = ({ batchId, model, group }: BatchToRun): SpanAttributes => ({
  [spanAttributes.batchId]: batchId,
  [spanAttributes.model]: model,
  [spanAttributes.group]: group?.id,
  [spanAttributes.planEpoch]: group?.epoch,
});

/** How lines of the log name a batch. */
export const batchFields = ({ batchId, traceparent }: Pick<BatchToRun, 'batchId' | 'traceparent'>) => ({
  batchId,
  ...traceFieldsOf(traceparent),
});
