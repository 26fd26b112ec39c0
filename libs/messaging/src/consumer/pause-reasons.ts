/** Why no records are let in: a stage asked for it, too many are open, or the service is about to end. */
export type PauseReason = 'stage' | 'open-records' | 'closing';

/** Records come while no reason to pause stands. */
export class PauseReasons {
  private readonly reasons = new Set<PauseReason>();

  constructor(private readonly apply: (paused: boolean) => void) {}

  get paused(): boolean {
    return this.reasons.size > 0;
  }

  set(reason: PauseReason, isActive: boolean): void {
    const before = this.paused;
    if (isActive) this.reasons.add(reason);
    else this.reasons.delete(reason);
    if (this.paused !== before) this.apply(this.paused);
  }

  /** The consumer is a new one, which knows of no pause. */
  reapply(): void {
    if (this.paused) this.apply(true);
  }
}
