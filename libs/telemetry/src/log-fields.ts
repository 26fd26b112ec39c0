/** What a line of the log says of a trace. */
export interface TraceFields {
  readonly traceId?: string;
  readonly spanId?: string;
}

const traceContext = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

/** The ids of a W3C trace context, by which a line of the log is found from its trace and back; none of what is no such context. */
export function traceFieldsOf(context: string | undefined): TraceFields {
  const found = context === undefined ? null : traceContext.exec(context);
  return found === null ? {} : { traceId: found[1]!, spanId: found[2]! };
}
