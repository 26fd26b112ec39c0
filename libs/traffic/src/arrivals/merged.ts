import { Heap } from 'heap-js';
import type { ArrivalProcess } from './arrival-process';

export interface Arrival {
  /** Since the start, ms. */
  readonly atMs: number;
  /** Index of the process. */
  readonly app: number;
}

/** The arrivals of many apps in order of time; at the same time, in order of app. */
export class MergedArrivals {
  private readonly heads = new Heap<Arrival>((one, other) => one.atMs - other.atMs || one.app - other.app);

  /** @param endMs arrivals from then on are left out. */
  constructor(
    private readonly processes: readonly ArrivalProcess[],
    private readonly endMs: number,
  ) {
    processes.forEach((_process, app) => this.draw(app));
  }

  /** The next arrival; undefined when there are no more. */
  next(): Arrival | undefined {
    const arrival = this.heads.pop();
    if (arrival !== undefined) this.draw(arrival.app);
    return arrival;
  }

  private draw(app: number): void {
    const atMs = this.processes[app]!.next();
    if (atMs < this.endMs) this.heads.push({ atMs, app });
  }
}
