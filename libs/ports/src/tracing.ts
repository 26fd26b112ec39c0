/** What a span is beside others, as OpenTelemetry has it. */
export type SpanKind = 'internal' | 'consumer' | 'producer' | 'client';

export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanStart {
  /** One of few: what differs from span to span stands in the attributes. */
  readonly name: string;
  readonly kind: SpanKind;
  /** Epoch ms; may be long ago. */
  readonly startMs: number;
  /** W3C trace context (`traceparent`) that it continues, whoever wrote it; absent or unreadable: a trace of its own begins. */
  readonly parent?: string | undefined;
  /** Trace contexts of recorded spans that it belongs to beside its parent: where there is one, it is recorded too. */
  readonly links?: readonly string[];
  readonly attributes?: SpanAttributes;
}

export interface SpanEnd {
  /** Epoch ms. */
  readonly endMs: number;
  /** More of them. */
  readonly links?: readonly string[];
  /** Those that were not known at its start. */
  readonly attributes?: SpanAttributes;
  /** What went wrong; absent where nothing did. */
  readonly failure?: string | undefined;
}

/** A part of the way of one request, or of one batch. */
export abstract class Span {
  /** Its W3C trace context, for what follows from it; undefined where it is not recorded: then what follows is not either. */
  abstract readonly context: string | undefined;
  /** To be called once. */
  abstract end(end: SpanEnd): void;
}

/** Records what became of single requests, for who follows one through the services. It never throws and never waits. */
export abstract class Tracing {
  /** False: nothing is recorded, and nobody need look for what might be. */
  abstract readonly isOn: boolean;
  abstract start(span: SpanStart): Span;
}

class UnrecordedSpan extends Span {
  override readonly context = undefined;
  override end(): void {}
}

/** The span of what is not recorded. */
export const unrecordedSpan: Span = new UnrecordedSpan();

class NoTracing extends Tracing {
  override readonly isOn = false;
  override start(): Span {
    return unrecordedSpan;
  }
}

/** Where nobody follows requests. */
export const noTracing: Tracing = new NoTracing();
