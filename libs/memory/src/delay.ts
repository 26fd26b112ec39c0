import type { SeededRandomness } from '@harmonybatch/traffic';

/** A time that something takes, ms: always the same, or log-normal with this mean and standard deviation. */
export type Delay = number | { readonly meanMs: number; readonly sdMs: number };

const maxMs = 3_600_000;

/** What is wrong with a delay, or null. */
export function delayFault(name: string, delay: Delay): string | null {
  const { meanMs, sdMs } = typeof delay === 'number' ? { meanMs: delay, sdMs: 0 } : delay;
  const inRange = (value: number): boolean => value >= 0 && value <= maxMs;
  if (!inRange(meanMs) || !inRange(sdMs)) return `${name} must be 0 to ${maxMs} ms, in mean and deviation`;
  return meanMs === 0 && sdMs > 0 ? `${name} deviates by ${sdMs} ms from a mean of 0; give it a mean above 0` : null;
}

/** Draws such times, ms. */
export function delaySampler(delay: Delay, randomness: SeededRandomness): () => number {
  const { meanMs, sdMs } = typeof delay === 'number' ? { meanMs: delay, sdMs: 0 } : delay;
  if (sdMs === 0) return () => meanMs;
  const logVariance = Math.log(1 + (sdMs / meanMs) ** 2);
  const logMean = Math.log(meanMs) - logVariance / 2;
  const logDeviation = Math.sqrt(logVariance);
  return () => Math.exp(logMean + logDeviation * randomness.normal());
}
