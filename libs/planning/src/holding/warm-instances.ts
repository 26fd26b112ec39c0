/** Part of the time in which a batch may meet no free instance. */
const mostBusy = 0.001;
/** Instances a function may have by default on the platform; beyond them more come on demand, cold. */
const mostInstances = 100;

/**
 * Instances to keep warm, one batch an instance at a time: so many that a Poisson number of batches in flight exceeds
 * them less than once in a thousand. At least 1.
 * @param meanBusy mean number of batches in flight: batches a second times their mean latency in seconds.
 */
export function warmInstances(meanBusy: number): number {
  let term = Math.exp(-meanBusy);
  let covered = term;
  let instances = 0;
  while (1 - covered > mostBusy && instances < mostInstances) {
    instances += 1;
    term *= meanBusy / instances;
    covered += term;
  }
  return Math.max(1, instances);
}
