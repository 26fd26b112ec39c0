/** A request as it is written to Kafka; its payload is text, carried digit for digit. */
export interface RequestToSend {
  readonly id: string;
  readonly sloMs: number | undefined;
  /** JSON. */
  readonly inputs: string;
  /** A JSON object; undefined where there are none. */
  readonly parameters: string | undefined;
  /** Trace context of its client. */
  readonly traceparent: string | undefined;
}
