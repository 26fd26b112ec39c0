import { BusyInstances } from './busy-instances';

/** Most instances of one function where a catalogue does not say: what the platform gives by default. */
export const defaultMaxInstances = 100;

/** Part of the batches that may meet a cold start where no app says: a tenth of what may be late at 0.99. */
const defaultColdShare = 0.001;

/**
 * Instances to keep warm, one batch an instance at a time: the least number `W`, at least 1, with which a batch that
 * arrives finds all of them busy no more often than is allowed. Poisson arrivals see what is there at any time (PASTA),
 * and a batch finds none free where `W` or more are busy: that is `P(busy ≥ W)` of a Poisson number of batches in flight.
 * @param meanBusy mean number of batches in flight: batches a second times their mean latency in seconds.
 * @param coldShare part of the batches that may find none free, above 0.
 * @param max instances that the function may have.
 * @returns infinity where `most` are not enough.
 */
export function warmInstances(meanBusy: number, coldShare = defaultColdShare, max = defaultMaxInstances): number {
  if (meanBusy > max) return Infinity;
  const busy = new BusyInstances(meanBusy);
  while (1 - busy.upTo > coldShare && busy.count < max) busy.next();
  return busy.count < max ? Math.max(1, busy.count + 1) : Infinity;
}
