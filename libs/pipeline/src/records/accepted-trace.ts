/** Where ingest accepted a request, for who follows it. */
export interface AcceptedTrace {
  /** W3C trace context of the span in which ingest accepted it. */
  readonly ingestSpan: string;
  /** Epoch ms. */
  readonly acceptedAtMs: number;
}

/** Puts it before everything else of an accepted request, so that it is found there without reading the rest. */
export const withTrace = (json: string, { ingestSpan, acceptedAtMs }: AcceptedTrace): string =>
  `${JSON.stringify({ ingestSpan, acceptedAtMs }).slice(0, -1)},${json.slice(1)}`;

const traceAtBeginning = /^\{"ingestSpan":"([^"\\]{1,128})","acceptedAtMs":(\d{1,14}(?:\.\d{1,9})?),/;

/** Null for a request whose trace is not recorded. */
export function traceOf(json: string): AcceptedTrace | null {
  const found = traceAtBeginning.exec(json);
  return found === null ? null : { ingestSpan: found[1]!, acceptedAtMs: Number(found[2]) };
}
