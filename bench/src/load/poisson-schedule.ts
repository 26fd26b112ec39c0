/** Times of a Poisson process from its start, ms; the same seed gives the same times. */
export class PoissonSchedule {
  private state: number;
  private nextMs = 0;

  constructor(
    private readonly rateHz: number,
    seed: number,
  ) {
    this.state = seed;
    this.advance();
  }

  /** How many arrivals lie before `elapsedMs` that were not taken yet. */
  take(elapsedMs: number): number {
    let count = 0;
    for (; this.nextMs < elapsedMs; count += 1) this.advance();
    return count;
  }

  private advance(): void {
    this.nextMs += (-Math.log(1 - this.uniform()) / this.rateHz) * 1000;
  }

  /** Linear congruential generator of Numerical Recipes, in [0, 1). */
  private uniform(): number {
    this.state = (this.state * 1664525 + 1013904223) >>> 0;
    return this.state / 2 ** 32;
  }
}
