export interface LatencySummary {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/**
 * Nearest-rank percentile: the least value that at least `share` of all values do not exceed.
 * @param sorted ascending; empty gives `null`
 */
export function percentile(sorted: Float64Array, share: number): number | null {
  if (sorted.length === 0) return null;
  const rank = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted[Math.min(rank, sorted.length) - 1] ?? null;
}

export function summarise(latenciesMs: Float64Array): LatencySummary {
  const sorted = latenciesMs.slice().sort();
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
    max: sorted.at(-1) ?? null,
  };
}

/** `part / whole`, or `null` where nothing was counted. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
