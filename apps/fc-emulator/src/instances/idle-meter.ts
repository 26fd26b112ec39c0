import type { Timers } from '../time/timers';
import type { Instance } from './instance';

const msPerSecond = 1000;

/**
 * Counts the time for which instances of one function stand ready and run nothing, as far as it is billed: all of it of as
 * many as the minimum needs beside those that are in use, a while after its last invocation of each of the others.
 */
export class IdleMeter {
  private countedToMs: number;

  /**
   * @param billedIdleMs how long an instance beyond the minimum is billed after its last invocation, ms; may be infinite.
   * @param onIdle is called with what was counted, s.
   */
  constructor(
    private readonly billedIdleMs: number,
    private readonly timers: Timers,
    private readonly onIdle: (seconds: number) => void,
  ) {
    this.countedToMs = timers.nowMs();
  }

  /** Counts the time since it was called last; to be called before every change. */
  count(instances: readonly Instance[], minInstances: number): void {
    const [fromMs, toMs] = [this.countedToMs, this.timers.nowMs()];
    this.countedToMs = toMs;
    const idle = instances
      .filter(({ state, inFlight }) => state === 'ready' && inFlight === 0)
      .sort((one, other) => one.idleSinceMs - other.idleSinceMs);
    const kept = minInstances - (instances.length - idle.length);
    const idleMs = idle.reduce((sum, { idleSinceMs }, rank) => {
      const endMs = rank < kept ? toMs : Math.min(toMs, idleSinceMs + this.billedIdleMs);
      return sum + Math.max(0, endMs - Math.max(fromMs, idleSinceMs));
    }, 0);
    if (idleMs > 0) this.onIdle(idleMs / msPerSecond);
  }
}
