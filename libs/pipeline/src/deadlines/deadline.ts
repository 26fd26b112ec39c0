/**
 * Whether a request that is run now can still be answered in time: even a fast execution has to fit. Execution times
 * are taken as symmetric about their average, so the fastest one in a hundred is as far below as `L_max` is above.
 */
export function canStillBeMet(deadlineMs: number, latencyMs: { avg: number; max: number }, nowMs: number): boolean {
  const fastestMs = Math.max(0, 2 * latencyMs.avg - latencyMs.max);
  return nowMs + fastestMs < deadlineMs;
}
