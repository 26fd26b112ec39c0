/** Metrics that no condition moves, and why not. */
export const stillMetrics: Readonly<Record<string, string>> = {};
