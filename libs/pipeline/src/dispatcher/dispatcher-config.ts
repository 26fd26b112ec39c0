export interface DispatcherConfig {
  /** How long a claim on a batch lasts unless it is renewed, ms. */
  readonly leaseMs: number;
  /** How often a claim is renewed while its batch runs, ms. */
  readonly renewIntervalMs: number;
  /** Longest wait for the function's answer: this, or a multiple of the batch's maximum latency, ms. */
  readonly invokeTimeoutMs: number;
  /** Batches in flight above which no more are read. */
  readonly maxInFlight: number;
  /** First and longest wait between attempts to write outcomes, ms. */
  readonly publishRetryMs: { readonly first: number; readonly most: number };
}

export const dispatcherDefaults: DispatcherConfig = {
  leaseMs: 3_000,
  renewIntervalMs: 1_000,
  invokeTimeoutMs: 60_000,
  maxInFlight: 256,
  publishRetryMs: { first: 100, most: 2_000 },
};
