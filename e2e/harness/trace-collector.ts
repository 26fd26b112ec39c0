import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrived, in words of its own: OTLP names kinds by numbers and times as texts of nanoseconds. */
export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: string;
  /** Epoch ms. */
  readonly startMs: number;
  /** Epoch ms. */
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string; readonly doubleValue?: number };
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly OtlpAttribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
}

/** What is read of a body of OTLP over HTTP as JSON, an `ExportTraceServiceRequest`. */
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** `SpanKind` of OTLP, in its order. */
const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const nsPerMs = 1e6;

/** A collector of OpenTelemetry, as small as can be: it takes OTLP over HTTP as JSON on a loopback address and keeps every span. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const isTraces = request.method === 'POST' && request.url === '/v1/traces';
        if (isTraces) collector.take(JSON.parse(body) as OtlpTraces);
        response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
      });
    });
    const collector = new TraceCollector(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to name. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves with what `find` finds, among spans that came already or are to come; rejects with all there are after `timeoutMs`. */
  async find<Found>(find: (spans: readonly CollectedSpan[]) => Found | undefined, timeoutMs = 60_000): Promise<Found> {
    const known = find(this.spans);
    if (known !== undefined) return known;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(listener);
        end();
      };
      const listener = (): void => {
        const found = find(this.spans);
        if (found !== undefined) settle(() => resolve(found));
      };
      const timer = setTimeout(() => {
        const all = this.spans.map(({ service, name, traceId }) => `${service}: ${name} of ${traceId}`);
        settle(() => reject(new Error(`not found among ${all.length} spans:\n${all.join('\n')}`)));
      }, timeoutMs);
      this.listeners.add(listener);
    });
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private take({ resourceSpans }: OtlpTraces): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(valuesOf(resource.attributes)['service.name']);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map((span) => collected(service, span))));
    }
    for (const listener of [...this.listeners]) listener();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const valuesOf = (attributes: readonly OtlpAttribute[]): Record<string, string | number> =>
  Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue } }) => [
      key,
      stringValue ?? Number(intValue ?? doubleValue),
    ]),
  );

const collected = (service: string, span: OtlpSpan): CollectedSpan => ({
  service,
  traceId: span.traceId,
  spanId: span.spanId,
  parentSpanId: span.parentSpanId || undefined,
  name: span.name,
  kind: kinds[span.kind] ?? String(span.kind),
  startMs: Number(span.startTimeUnixNano) / nsPerMs,
  endMs: Number(span.endTimeUnixNano) / nsPerMs,
  attributes: valuesOf(span.attributes ?? []),
  links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
});
