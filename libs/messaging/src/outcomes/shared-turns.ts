/**
 * Work of which one turn serves everybody who asked before it began: at most one turn is under way, and one is to follow.
 */
export class SharedTurns {
  private current: Promise<void> = Promise.resolve();
  private following: Promise<void> | null = null;

  constructor(private readonly work: () => Promise<void>) {}

  /** Resolves or rejects with the first turn that begins after this call. */
  next(): Promise<void> {
    this.following ??= this.afterCurrent();
    return this.following;
  }

  private async afterCurrent(): Promise<void> {
    await this.current.catch(() => undefined);
    this.following = null;
    this.current = this.work();
    await this.current;
  }
}
