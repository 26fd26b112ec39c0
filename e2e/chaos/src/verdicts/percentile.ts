/**
 * Nearest-rank percentile: the least value that at least `share` of all do not exceed; null where there is none.
 * @param sorted ascending
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const rank = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted[Math.min(rank, sorted.length) - 1] ?? null;
}
