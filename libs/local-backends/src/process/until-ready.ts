import type { GuardedProcess } from './guarded-process';

/**
 * Waits until `ready` resolves, or rejects with the last lines of the process if it ends before. A process that does not
 * become ready is killed.
 */
export async function untilReady(
  started: GuardedProcess,
  ready: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const waiting = new AbortController();
  try {
    await Promise.race([ready(waiting.signal), started.failure()]);
  } catch (error) {
    await started.kill();
    throw error;
  } finally {
    waiting.abort();
  }
}
