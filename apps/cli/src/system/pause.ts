import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or until it is interrupted. */
export const pause = (ms: number, interrupt: AbortSignal): Promise<void> =>
  ms <= 0 ? Promise.resolve() : sleep(ms, undefined, { signal: interrupt }).catch(() => undefined);
