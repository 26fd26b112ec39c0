export interface LatencySummary {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Products such as 0.07 · 100 lie a little above what they stand for. */
const rounding = 1e-9;

/**
 * Percentile by nearest rank: the least value that at least `share` (0 to 1) of all do not exceed.
 * @param sorted ascending; empty gives null
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * sorted.length - rounding));
  return sorted[rank - 1] ?? null;
}

/** @returns null where there is nothing to summarise. */
export function summarise(latenciesMs: readonly number[]): LatencySummary | null {
  if (latenciesMs.length === 0) return null;
  const sorted = Float64Array.from(latenciesMs).sort();
  return {
    mean: sorted.reduce((sum, latency) => sum + latency, 0) / sorted.length,
    p50: percentile(sorted, 0.5)!,
    p95: percentile(sorted, 0.95)!,
    p99: percentile(sorted, 0.99)!,
  };
}
