/** How many instances of one kind the platform keeps warm, as far as its refusals tell: between what it gave and what it refused. */
export class LearntLimit {
  private granted = 0;
  private refused = Infinity;

  /** What to plan with: halfway, so that few attempts find it; undefined where nothing was refused. */
  get limit(): number | undefined {
    return this.refused === Infinity ? undefined : Math.floor((this.granted + this.refused) / 2);
  }

  /**
   * @param asked instances at a time that were too many
   * @param held those that are there meanwhile
   */
  onRefused(asked: number, held: number): void {
    this.refused = asked;
    this.granted = this.granted < asked ? Math.max(this.granted, held) : held;
  }

  /** A plan within the limit has what it needs. */
  onGranted(): void {
    this.granted = this.limit ?? this.granted;
  }

  /** Asks for everything again where nothing is left to be tried below what was refused: there may be more by now. */
  tryMore(): void {
    if (this.refused - this.granted <= 1) this.refused = Infinity;
  }
}
