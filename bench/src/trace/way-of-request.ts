import { spanNames } from '@harmonybatch/telemetry';
import type { ReceivedSpan } from '@harmonybatch/local-backends';

/** What was recorded of one request, from its producer to the function, and of those that shared its batch. */
export interface WayOfRequest {
  readonly producer: ReceivedSpan;
  readonly ingest: ReceivedSpan;
  readonly wait: ReceivedSpan;
  /** Linked to the waits of all of its requests; in a trace of its own. */
  readonly batch: ReceivedSpan;
  readonly run: ReceivedSpan;
  readonly invocations: readonly ReceivedSpan[];
  /** The waits of the others in the batch, by their beginnings. */
  readonly others: readonly ReceivedSpan[];
}

type Spans = readonly ReceivedSpan[];

/** The way of the request that this producer's span sent; undefined while some of it is not there. */
export function wayOf(producer: ReceivedSpan, spans: Spans): WayOfRequest | undefined {
  const ingest = childOf(producer, spanNames.acceptRequest, spans);
  const wait = ingest && childOf(ingest, spanNames.waitForBatch, spans);
  const batch = wait && spans.find((span) => span.name === spanNames.sendBatch && isLinked(span, wait));
  const run = batch && childOf(batch, spanNames.runBatch, spans);
  if (!ingest || !wait || !batch || !run) return undefined;
  const invocations = spans.filter((span) => span.name === spanNames.invokeFunction && isChild(span, run));
  const others = spans.filter((span) => span.name === spanNames.waitForBatch && span !== wait && isLinked(batch, span));
  const isWhole = invocations.length > 0 && others.length === batch.links.length - 1;
  return isWhole ? { producer, ingest, wait, batch, run, invocations, others: byStart(others) } : undefined;
}

const isChild = (span: ReceivedSpan, parent: ReceivedSpan): boolean =>
  span.traceId === parent.traceId && span.parentSpanId === parent.spanId;

const isLinked = (from: ReceivedSpan, to: ReceivedSpan): boolean =>
  from.links.some(({ traceId, spanId }) => traceId === to.traceId && spanId === to.spanId);

const childOf = (parent: ReceivedSpan, name: string, spans: Spans): ReceivedSpan | undefined =>
  spans.find((span) => span.name === name && isChild(span, parent));

const byStart = (spans: Spans): ReceivedSpan[] => [...spans].sort((one, other) => one.startMs - other.startMs);
