/** A span as a collector gets it, as far as it is looked at here. */
export interface ReceivedSpan {
  /** `service.name` of the process that recorded it. */
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty where it has no parent. */
  readonly parentSpanId: string;
  readonly name: string;
  /** Epoch ms. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** Whether it ended in a failure, and which. */
  readonly failure?: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly KeyValue[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

/** A body of `POST /v1/traces` (https://opentelemetry.io/docs/specs/otlp/), JSON. */
interface TraceRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

const errorStatus = 2;

/** The spans of one request of an exporter. */
export const spansOf = ({ resourceSpans = [] }: TraceRequest): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = attributesOf(resource?.attributes)['service.name'] ?? '';
    return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => receivedSpan(service, span)));
  });

const receivedSpan = (service: string, span: OtlpSpan): ReceivedSpan => ({
  service,
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId ?? '',
  name: span.name,
  startMs: msOfNanoseconds(span.startTimeUnixNano),
  endMs: msOfNanoseconds(span.endTimeUnixNano),
  attributes: attributesOf(span.attributes),
  links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
  ...(span.status?.code === errorStatus ? { failure: span.status.message ?? '' } : {}),
});

const attributesOf = (attributes: readonly KeyValue[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));

const msOfNanoseconds = (text: string): number => Number(BigInt(text) / 1_000n) / 1_000;
