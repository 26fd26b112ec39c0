const mebibyte = 1024 * 1024;

export interface DispatcherOptions {
  /** How long a claim on a batch lasts unless it is renewed, ms. */
  readonly leaseMs: number;
  /** How often a claim is renewed while its batch runs, ms. */
  readonly renewIntervalMs: number;
  /** Longest run of a function whose plan says nothing of it, ms. */
  readonly functionTimeoutMs: number;
  /** What a new instance of a function may take before it runs its first batch, ms. */
  readonly coldStartMs: { readonly cpu: number; readonly gpu: number };
  /** Batches that run or wait to run, above which no more are read. */
  readonly maxInFlight: number;
  /** The same by their size, bytes; less than what may be read and open at all. */
  readonly maxInFlightBytes: number;
  /** Batches of one function that run at a time; further batches of it wait without blocking other functions. */
  readonly maxPerFunction: number;
  /** Size of the batches of one function that run at a time, bytes. */
  readonly maxBytesPerFunction: number;
  /** Batches of all functions that run at a time. */
  readonly maxRunning: number;
  /** Batches of a function that may run even where `maxRunning` others do. */
  readonly reservedPerFunction: number;
  /** First and longest wait between attempts to write outcomes, ms. */
  readonly publishRetryMs: { readonly initial: number; readonly max: number };
  /** Repeated invocations: waits between them, ms, and how often a batch may run at most, its parts' runs included. */
  readonly retry: { readonly initialWaitMs: number; readonly maxWaitMs: number; readonly maxRuns: number };
  /**
   * While no more batches are read, those that wait for a function which gave no answer for this long are answered, ms; longer
   * where a batch of it takes longer.
   */
  readonly stalledAfterMs: number;
  /** First and longest time for which a function that throttles gets no further batch, ms. */
  readonly throttleMs: { readonly initial: number; readonly max: number };
}

export const dispatcherDefaults: DispatcherOptions = {
  leaseMs: 3_000,
  renewIntervalMs: 1_000,
  functionTimeoutMs: 60_000,
  coldStartMs: { cpu: 25_000, gpu: 25_000 },
  maxInFlight: 1_024,
  maxInFlightBytes: 192 * mebibyte,
  maxPerFunction: 128,
  maxBytesPerFunction: 32 * mebibyte,
  maxRunning: 1_024,
  reservedPerFunction: 16,
  publishRetryMs: { initial: 100, max: 2_000 },
  retry: { initialWaitMs: 20, maxWaitMs: 1_000, maxRuns: 64 },
  stalledAfterMs: 10_000,
  throttleMs: { initial: 50, max: 2_000 },
};
