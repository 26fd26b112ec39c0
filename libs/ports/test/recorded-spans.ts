import { Span, Tracing, type SpanEnd, type SpanStart } from '@harmonybatch/ports';

/** A span with all that was said of it. */
export class RecordedSpan extends Span {
  ended: SpanEnd | null = null;

  constructor(
    readonly context: string,
    readonly started: SpanStart,
  ) {
    super();
  }

  override end(end: SpanEnd): void {
    if (this.ended !== null) throw new Error(`"${this.started.name}" was ended twice`);
    this.ended = end;
  }
}

/** Records every span; a trace is continued from whatever its parent is. */
export class RecordedSpans extends Tracing {
  override readonly isOn = true;
  readonly all: RecordedSpan[] = [];

  override start(started: SpanStart): RecordedSpan {
    const number = (this.all.length + 1).toString(16);
    const traceId = started.parent?.split('-')[1] ?? number.padStart(32, '0');
    const span = new RecordedSpan(`00-${traceId}-${number.padStart(16, '0')}-01`, started);
    this.all.push(span);
    return span;
  }

  /** Those of a name, in the order of their beginnings. */
  named(name: string): RecordedSpan[] {
    return this.all.filter(({ started }) => started.name === name);
  }
}
