import {
  ROOT_CONTEXT,
  SpanKind as OtelKind,
  SpanStatusCode,
  trace,
  type Context,
  type HrTime,
  type Link,
  type Span as OtelSpan,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { Span, Tracing, unrecordedSpan, type SpanEnd, type SpanStart } from '@harmonybatch/ports';

const kinds = {
  internal: OtelKind.INTERNAL,
  consumer: OtelKind.CONSUMER,
  producer: OtelKind.PRODUCER,
  client: OtelKind.CLIENT,
} as const;

/** Longest text of a status: it may be the message of a fault of others. */
const maxFailureLength = 1_024;

/** Spans by an OpenTelemetry tracer, whose sampler decides which are recorded. */
export class RecordedTracing extends Tracing {
  override readonly isOn = true;

  constructor(private readonly tracer: Tracer) {
    super();
  }

  override start({ name, kind, startMs, parent, links = [], attributes }: SpanStart): Span {
    const options = {
      kind: kinds[kind],
      startTime: hrTimeOf(startMs),
      attributes,
      links: linksOf(links),
    };
    const span = this.tracer.startSpan(name, options, contextOf(parent));
    return span.isRecording() ? new RecordedSpan(span) : unrecordedSpan;
  }
}

class RecordedSpan extends Span {
  override readonly context: string;

  constructor(private readonly span: OtelSpan) {
    super();
    const { traceId, spanId } = span.spanContext();
    this.context = `00-${traceId}-${spanId}-01`;
  }

  override end({ endMs, links = [], attributes, failure }: SpanEnd): void {
    this.span.addLinks(linksOf(links));
    if (attributes !== undefined) this.span.setAttributes(attributes);
    if (failure !== undefined) {
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: failure.slice(0, maxFailureLength) });
    }
    this.span.end(hrTimeOf(endMs));
  }
}

/** Who wrote a trace context may have written anything: what is none is as good as absent. */
function spanContextOf(traceparent: string): SpanContext | null {
  const read = parseTraceParent(traceparent);
  return read === null ? null : { ...read, isRemote: true };
}

function contextOf(parent: string | undefined): Context {
  const read = parent === undefined ? null : spanContextOf(parent);
  return read === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, read);
}

const linksOf = (links: readonly string[]): Link[] =>
  links.flatMap((link) => {
    const context = spanContextOf(link);
    return context === null ? [] : [{ context }];
  });

/** Seconds and nanoseconds: a number would be taken for another clock's where it lies before the start of this process. */
function hrTimeOf(epochMs: number): HrTime {
  const seconds = Math.floor(epochMs / 1_000);
  return [seconds, Math.round((epochMs - seconds * 1_000) * 1e6)];
}
