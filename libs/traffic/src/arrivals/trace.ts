import { SeededRandomness } from '../seeded-randomness';
import type { ArrivalProcess } from './arrival-process';

const minuteMs = 60_000;

/** So many requests in each minute, at independent uniform times within it: a Poisson process given its counts. */
export class TraceArrivals implements ArrivalProcess {
  private readonly randomness: SeededRandomness;
  private minute = 0;
  private times = new Float64Array(0);
  private taken = 0;

  constructor(
    private readonly requestsPerMinute: readonly number[],
    seed: number,
    app: string,
  ) {
    this.randomness = SeededRandomness.stream(seed, `arrivals/${app}`);
  }

  next(): number {
    while (this.taken === this.times.length) {
      if (this.minute === this.requestsPerMinute.length) return Infinity;
      this.openMinute();
    }
    const atMs = this.times[this.taken]!;
    this.taken += 1;
    return atMs;
  }

  private openMinute(): void {
    const startMs = this.minute * minuteMs;
    const length = this.requestsPerMinute[this.minute]!;
    this.times = Float64Array.from({ length }, () => startMs + this.randomness.uniform() * minuteMs).sort();
    this.minute += 1;
    this.taken = 0;
  }
}
