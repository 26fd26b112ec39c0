import type { Clock, Timer } from '@harmonybatch/ports';

/** Fires once, at the earliest of the times that were set. */
export class FlushTimer {
  private timer: Timer | null = null;
  private atMs = Infinity;
  private everSet = false;

  constructor(
    private readonly clock: Clock,
    private readonly fire: () => void,
  ) {}

  /** Whether a time was ever set. */
  get wasSet(): boolean {
    return this.everSet;
  }

  /** Makes sure that it fires at `atMs` (epoch ms) or before. */
  fireBy(atMs: number): void {
    this.everSet = true;
    if (atMs >= this.atMs) return;
    this.timer?.cancel();
    this.atMs = atMs;
    this.timer = this.clock.after(Math.max(0, atMs - this.clock.nowMs()), () => {
      this.timer = null;
      this.atMs = Infinity;
      this.fire();
    });
  }

  cancel(): void {
    this.timer?.cancel();
    this.timer = null;
    this.atMs = Infinity;
  }
}
