import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** Longest wait, ms. */
  readonly timeoutMs: number;
  /** First pause between two looks, ms; it grows by half each time, to 20 times this. */
  readonly pollMs: number;
}

/**
 * Looks again until `look` says true; anything else it says is why not yet.
 * @param what "function hb-x is ready", for the message
 * @throws Error where the time is over, and what `look` throws
 */
export async function waitUntil(
  what: string,
  { timeoutMs, pollMs }: WaitOptions,
  look: () => Promise<true | string>,
): Promise<void> {
  const endsAtMs = performance.now() + timeoutMs;
  let pauseMs = pollMs;
  for (let seen = await look(); seen !== true; seen = await look()) {
    if (performance.now() + pauseMs > endsAtMs) throw new Error(`waited ${timeoutMs} ms until ${what}, but ${seen}`);
    await pause(pauseMs);
    pauseMs = Math.min(pauseMs * 1.5, pollMs * 20);
  }
}
