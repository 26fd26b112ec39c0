/** What is read of a span that a collector got. */
interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly spanId: string }[];
}

export interface RecordedTrace {
  readonly requests: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly sentAtMs: number;
    readonly answeredAtMs: number;
    readonly outcome: { readonly batch: { readonly id: string } };
  }[];
  readonly spans: readonly RecordedSpan[];
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

export interface Bar {
  readonly key: string;
  readonly parent?: string | undefined;
  /** Index of `traceNames`. */
  readonly trace: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly label: string;
  readonly links: readonly string[];
}

export interface TraceLanes {
  readonly traceNames: readonly string[];
  readonly lanes: readonly { readonly name: string; readonly bars: readonly Bar[] }[];
}

export function traceLanes(recorded: RecordedTrace): TraceLanes;
