export interface Timer {
  cancel(): void;
}

/** The only source of time. In a service it is the system's; under simulation it is virtual. */
export abstract class Clock {
  /** Wall clock, epoch ms. Deadlines are compared with it. */
  abstract nowMs(): number;
  /** Never steps back; leases are measured by it. */
  abstract monotonicMs(): number;
  /** Runs `action` once, `delayMs` from now; it may be late, never early by more than the timer's resolution. */
  abstract after(delayMs: number, action: () => void): Timer;
}

/** Resolves `delayMs` from now, ms; with 0 when everything else that waits had its turn. */
export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => void clock.after(delayMs, resolve));
