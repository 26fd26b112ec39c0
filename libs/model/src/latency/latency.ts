/** Latency of one batch, seconds. */
export interface Latency {
  readonly avgSeconds: number;
  readonly maxSeconds: number;
}
