import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { LogLine } from '@harmonybatch/telemetry';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Where it is told that spans reach nobody. */
export interface ExportLog {
  readonly warn: LogLine;
  readonly info: LogLine;
}

/** Says once that spans do not reach the collector, and once that they do again: what is traced matters less than the log. */
export class ReportingExporter implements SpanExporter {
  private lost = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly url: string,
    private readonly log: ExportLog,
  ) {}

  export(spans: ReadableSpan[], onResult: (result: ExportResult) => void): void {
    this.exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.SUCCESS) this.onArrived();
      else this.onLost(spans.length, result.error);
      onResult(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private onArrived(): void {
    if (this.lost > 0) this.log.info('traces reach their collector again', { url: this.url, lostSpans: this.lost });
    this.lost = 0;
  }

  private onLost(spans: number, error: Error | undefined): void {
    if (this.lost === 0)
      this.log.warn('traces do not reach their collector and are lost; everything else goes on', {
        url: this.url,
        error: error?.message,
      });
    this.lost += spans;
  }
}
