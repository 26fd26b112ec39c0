import type { Timers } from '../time/timers';

/** One container of a function: starts cold, then serves. */
export class Instance {
  state: 'starting' | 'ready' = 'starting';
  /** Invocations that run here or wait for the cold start. */
  inFlight = 0;
  /** When it last became idle; for one that never served, when it became ready. */
  idleSinceMs: number;
  readonly createdAtEpochMs: number;
  /** When the cold start ends. */
  readonly readyAtMs: number;
  /** Resolves at the end of the cold start. */
  readonly ready: Promise<void>;
  private cancelStart = (): void => undefined;

  constructor(
    readonly id: string,
    coldStartMs: number,
    timers: Timers,
  ) {
    this.createdAtEpochMs = timers.epochMs();
    this.readyAtMs = timers.nowMs() + coldStartMs;
    this.idleSinceMs = this.readyAtMs;
    this.ready = new Promise((resolve) => {
      this.cancelStart = timers.after(coldStartMs, () => {
        this.state = 'ready';
        resolve();
      });
    });
  }

  stop(): void {
    this.cancelStart();
  }
}
