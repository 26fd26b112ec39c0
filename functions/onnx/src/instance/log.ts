type Fields = Readonly<Record<string, string | number | undefined>>;

/** Writes one line of the log; what platforms collect is stdout. */
export type WriteLine = (line: string) => void;

/** What an instance says of itself: a JSON object a line, and what Function Compute looks for. Inputs and outputs are never logged. */
export class Log {
  constructor(private readonly write: WriteLine) {}

  info(msg: string, fields: Fields = {}): void {
    this.line('info', msg, fields);
  }

  error(msg: string, fields: Fields = {}): void {
    this.line('error', msg, fields);
  }

  /** By these two lines Function Compute finds what belongs to an invocation. */
  invocation(edge: 'Start' | 'End', requestId: string | undefined): void {
    if (requestId !== undefined) this.write(`FC Invoke ${edge} RequestId: ${requestId}`);
  }

  private line(level: string, msg: string, fields: Fields): void {
    this.write(JSON.stringify({ time: new Date().toISOString(), level, msg, ...fields }));
  }
}

const traceContext = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

/** By which lines of the log are found from a trace: the ids of a W3C trace context; none of what is no such context, whoever wrote it. */
export function traceFieldsOf(traceparent: unknown): Fields {
  const [, traceId, spanId] = (typeof traceparent === 'string' && traceContext.exec(traceparent)) || [];
  return { traceId, spanId };
}
