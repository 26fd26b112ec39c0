export interface BackoffOptions {
  /** Most times that a request is sent, the first included. */
  readonly maxAttempts: number;
  /** Bound of the pause before the first repeat, ms; each further one's is twice that of the one before. */
  readonly firstPauseMs: number;
  /** Highest bound of a pause, ms. */
  readonly longestPauseMs: number;
}

export const defaultBackoff: BackoffOptions = { maxAttempts: 4, firstPauseMs: 500, longestPauseMs: 8_000 };

/**
 * The pause before a repeat, ms: uniform below a bound that doubles (full jitter), so that those who failed together do not come back
 * together; where the answer names a time (`retryAfterMs`), from then on. Null where there may be no repeat before `leftMs` are over.
 * @param attempt how often it was sent
 * @param random uniform in [0, 1)
 */
export function pauseBeforeRepeat(
  { maxAttempts, firstPauseMs, longestPauseMs }: BackoffOptions,
  attempt: number,
  leftMs: number,
  random: () => number,
  retryAfterMs = 0,
): number | null {
  if (attempt >= maxAttempts) return null;
  const jitterMs = random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (attempt - 1));
  const pauseMs = Math.max(1, Math.ceil(retryAfterMs + jitterMs)); // timers count whole ms
  return pauseMs < leftMs ? pauseMs : null;
}
