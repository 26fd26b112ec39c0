import { SeededRandomness } from '../seeded-randomness';
import type { ArrivalProcess } from './arrival-process';

const msPerSecond = 1000;

/** Arrivals independent of each other, `rateHz` a second on average. */
export class PoissonArrivals implements ArrivalProcess {
  private readonly randomness: SeededRandomness;
  private atMs = 0;

  constructor(
    private readonly rateHz: number,
    seed: number,
    app: string,
  ) {
    this.randomness = SeededRandomness.stream(seed, `arrivals/${app}`);
  }

  next(): number {
    this.atMs += (this.randomness.exponential() / this.rateHz) * msPerSecond;
    return this.atMs;
  }
}
