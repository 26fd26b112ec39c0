import { topics } from '@harmonybatch/contracts';
import { unrecordedSpan, type Span, type Tracing } from '@harmonybatch/ports';
import { kafkaAttributes, spanAttributes, spanNames } from '@harmonybatch/telemetry';
import { traceOf } from '../records/accepted-trace';
import type { ReadyBatch } from './ready-record';

/**
 * The span of a batch that leaves, and those of the waits of its requests, each of which links to the other. The waits belong
 * to the traces of the requests; the batch has a trace of its own, for it has as many origins as requests.
 */
export class BatchSpans {
  private static readonly unrecorded = new BatchSpans([], unrecordedSpan);

  private constructor(
    private readonly waits: readonly Span[],
    private readonly batch: Span,
  ) {}

  /** Nothing is recorded of a batch none of whose requests is. */
  static begin(tracing: Tracing, batch: ReadyBatch): BatchSpans {
    if (!tracing.isOn) return BatchSpans.unrecorded;
    const waits = batch.payloads.map((payload) => beginWait(tracing, batch, payload));
    const links = contextsOf(waits);
    return links.length === 0 ? BatchSpans.unrecorded : new BatchSpans(waits, beginBatch(tracing, batch, links));
  }

  /** The trace context of the batch; undefined where it is not recorded. */
  get context(): string | undefined {
    return this.batch.context;
  }

  /** @param failure why the batch did not leave; absent where it did */
  end(endMs: number, failure?: string): void {
    this.batch.end({ endMs, failure });
    const links = contextsOf([this.batch]);
    for (const wait of this.waits) wait.end({ endMs, links, failure });
  }
}

const contextsOf = (spans: readonly Span[]): string[] =>
  spans.flatMap(({ context }) => (context === undefined ? [] : [context]));

function beginWait(tracing: Tracing, { batchId, model }: ReadyBatch, payload: string): Span {
  const trace = traceOf(payload);
  if (trace === null) return unrecordedSpan;
  return tracing.start({
    name: spanNames.waitForBatch,
    kind: 'internal',
    startMs: trace.acceptedAtMs,
    parent: trace.ingestSpan,
    attributes: { [spanAttributes.batchId]: batchId, [spanAttributes.model]: model },
  });
}

const beginBatch = (tracing: Tracing, batch: ReadyBatch, links: readonly string[]): Span =>
  tracing.start({
    name: spanNames.sendBatch,
    kind: 'producer',
    startMs: batch.readyAtMs,
    links,
    attributes: {
      ...kafkaAttributes('send', topics.batchReady.name),
      [spanAttributes.batchSize]: batch.payloads.length,
      [spanAttributes.batchId]: batch.batchId,
      [spanAttributes.model]: batch.model,
      [spanAttributes.reason]: batch.reason,
    },
  });
