/** The clock and the timers of the emulator; tests bring their own. */
export abstract class Timers {
  /** Milliseconds of a clock that never goes back. */
  abstract nowMs(): number;
  /** Milliseconds since 1970-01-01 UTC. */
  abstract epochMs(): number;
  /** Calls `done` after `delayMs`; the returned function calls it off. */
  abstract after(delayMs: number, done: () => void): () => void;
}

export class SystemTimers extends Timers {
  nowMs(): number {
    return performance.now();
  }

  epochMs(): number {
    return Date.now();
  }

  after(delayMs: number, done: () => void): () => void {
    const timer = setTimeout(done, Math.max(0, Math.round(delayMs)));
    return () => clearTimeout(timer);
  }
}
