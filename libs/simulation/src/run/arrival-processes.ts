import {
  type ArrivalProcess,
  BurstyArrivals,
  PoissonArrivals,
  RecordedArrivals,
  TraceArrivals,
} from '@harmonybatch/traffic';
import type { SimulationInput } from './simulation-input';

/** The arrivals of every app, in the order of the apps. */
export function arrivalProcesses({ apps, arrivals, seed }: SimulationInput): ArrivalProcess[] {
  return apps.map(({ name, rateHz }) => {
    if (arrivals.kind === 'poisson') return new PoissonArrivals(rateHz, seed, name);
    if (arrivals.kind === 'bursty') return new BurstyArrivals(rateHz, arrivals, seed, name);
    if (arrivals.kind === 'recorded') return new RecordedArrivals(arrivals.timesMsByApp[name] ?? []);
    return new TraceArrivals(arrivals.requestsPerMinuteByApp[name] ?? [], seed, name);
  });
}
