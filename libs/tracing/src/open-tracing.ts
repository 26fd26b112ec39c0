import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Tracing } from '@harmonybatch/ports';
import { RecordedTracing } from './recorded-tracing';
import { ReportingExporter, type ExportLog } from './reporting-exporter';
import { samplerOf, type SamplerName } from './sampler-of';

export interface TracingOptions {
  /** Where the collector takes spans, without the path: `http://127.0.0.1:4318`. */
  readonly endpoint: string;
  /** What it wants to see beside them, as a key of whoever sends them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** See `samplerOf`. */
  readonly samplingRatio: number;
  readonly serviceName: string;
  readonly serviceVersion: string;
  readonly log: ExportLog;
}

/** Tracing that has a connection. */
export interface OpenTracing {
  readonly tracing: Tracing;
  /** Sends what is left, for two seconds at most; never rejects. */
  close(): Promise<void>;
}

/** Spans that wait to be sent; what is more is dropped. */
const maxQueueSize = 4_096;
const maxExportBatchSize = 512;
/** What is longer, such as the message of a fault, is cut. */
const maxTextLength = 1_024;
/** Spans are sent together, so often, ms. */
const exportIntervalMs = 1_000;
/** How long one call of the collector may take, repetitions included, ms. */
const exportTimeoutMs = 5_000;
const closeTimeoutMs = 2_000;

/** Sends spans to an OpenTelemetry collector, OTLP over HTTP as JSON. */
export function openTracing(options: TracingOptions): OpenTracing {
  const url = `${options.endpoint.replace(/\/+$/, '')}/v1/traces`;
  const sender = new OTLPTraceExporter({ url, headers: { ...options.headers }, timeoutMillis: exportTimeoutMs });
  const exporter = new ReportingExporter(sender, url, options.log);
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize,
    maxExportBatchSize,
    exportTimeoutMillis: exportTimeoutMs,
    scheduledDelayMillis: exportIntervalMs,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.serviceVersion,
      'service.instance.id': String(process.pid),
    }),
    sampler: samplerOf(options.sampler, options.samplingRatio),
    spanLimits: { attributeValueLengthLimit: maxTextLength },
    spanProcessors: [processor],
  });
  return { tracing: new RecordedTracing(provider.getTracer('harmonybatch')), close: () => closed(provider) };
}

async function closed(provider: TracerProvider): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, closeTimeoutMs)));
  await Promise.race([provider.shutdown().catch(() => undefined), over]);
  clearTimeout(timer);
}
