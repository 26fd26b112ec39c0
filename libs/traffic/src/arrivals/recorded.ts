import type { ArrivalProcess } from './arrival-process';

/** Arrivals at the times at which they were seen. */
export class RecordedArrivals implements ArrivalProcess {
  private taken = 0;

  /** @param timesMs ms since the start, ascending */
  constructor(private readonly timesMs: ArrayLike<number>) {}

  next(): number {
    return this.timesMs[this.taken++] ?? Infinity;
  }
}
