/** A batch may take this many times its maximum latency before it is given up. */
const maxLatencyMultiple = 3;

/** How long a batch may run until nobody waits for it any more, ms. */
export const longestRunMs = (maxLatencyMs: number): number => maxLatencyMultiple * maxLatencyMs;
