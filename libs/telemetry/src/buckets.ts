/** Of everything that a request may wait for or take: 1 ms to 60 s, finer where SLOs are. */
export const secondsBuckets = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 60,
] as const;

/** Requests of a batch: no function takes more than 32. */
export const batchSizeBuckets = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
