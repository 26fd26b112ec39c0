import type { Timers } from '../time/timers';

const firstMs = 1_000;
const longestMs = 30_000;

/** Containers that do not come up are not started again and again: each failure in a row doubles the pause after it. */
export class StartPause {
  /** Why the last one failed; absent where it came up. */
  fault: string | undefined;
  private failures = 0;
  private endsAtMs = -Infinity;

  constructor(private readonly timers: Timers) {}

  get lasts(): boolean {
    return this.timers.nowMs() < this.endsAtMs;
  }

  started(): void {
    this.fault = undefined;
    this.failures = 0;
    this.endsAtMs = -Infinity;
  }

  failed(fault: string): void {
    this.fault = fault;
    this.endsAtMs = this.timers.nowMs() + Math.min(longestMs, firstMs * 2 ** this.failures);
    this.failures += 1;
  }
}
