import type { Clock, InboundRecord, Span, SpanAttributes, Tracing } from '@harmonybatch/ports';
import { kafkaAttributes, spanAttributes, spanNames } from '@harmonybatch/telemetry';
import type { Decision } from './decision';
import { headerOf } from './record-headers';

/** The spans of records that are read together, each from then on until what became of them is acknowledged. */
export class IngestSpans {
  private readonly open: Span[] = [];

  constructor(
    private readonly tracing: Tracing,
    private readonly clock: Clock,
    private readonly startMs: number,
  ) {}

  /** @returns the trace context of the record's span; undefined where it is not recorded */
  begin(record: InboundRecord, decision: Decision): string | undefined {
    if (!this.tracing.isOn) return undefined;
    const span = this.tracing.start({
      name: spanNames.acceptRequest,
      kind: 'consumer',
      startMs: this.startMs,
      parent: parentOf(record, decision),
      attributes: attributesOf(record, decision),
    });
    this.open.push(span);
    return span.context;
  }

  /** Ends all of them with `work`, as it ends. */
  async endWith(work: Promise<unknown>): Promise<void> {
    let failure: string | undefined = 'what became of it could not be written';
    try {
      await work;
      failure = undefined;
    } finally {
      const endMs = this.clock.nowMs();
      for (const span of this.open) span.end({ endMs, failure });
    }
  }
}

function parentOf({ headers }: InboundRecord, decision: Decision): string | undefined {
  if (decision.kind === 'accepted') return decision.accepted.traceparent;
  if (decision.kind === 'rejected') return decision.outcome.traceparent;
  return headerOf(headers, 'traceparent', 'ce_traceparent');
}

function attributesOf({ topic, partition, offset }: InboundRecord, decision: Decision): SpanAttributes {
  return {
    ...kafkaAttributes('process', topic),
    [spanAttributes.partition]: String(partition),
    [spanAttributes.offset]: offset,
    [spanAttributes.decision]: decision.kind,
    ...requestAttributes(decision),
  };
}

function requestAttributes(decision: Decision): SpanAttributes {
  if (decision.kind === 'dead') return { [spanAttributes.errorType]: decision.code };
  const { id, identity, app } = decision.kind === 'accepted' ? decision.accepted : decision.outcome;
  return {
    [spanAttributes.requestId]: id,
    [spanAttributes.messageId]: identity,
    [spanAttributes.app]: app,
    [spanAttributes.model]: decision.kind === 'accepted' ? decision.accepted.model : undefined,
    [spanAttributes.errorType]: decision.kind === 'rejected' ? decision.outcome.error?.code : undefined,
  };
}
