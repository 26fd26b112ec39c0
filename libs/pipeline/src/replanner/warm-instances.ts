/** Part of the time in which a batch may meet no free instance. */
const mostBusy = 0.001;
/** Batches leave before they are full now and then, so there are more of them than full ones would be. */
const batchSurplus = 1.25;
const mostInstances = 100;

/** What one group asks of its function. */
export interface GroupLoad {
  readonly rateHz: number;
  readonly meanBatchSize: number;
  readonly avgSeconds: number;
}

/**
 * Instances to keep warm for groups that share a function, one batch an instance at a time: so many that a Poisson
 * number of batches in flight, with the groups' offered load as its mean, exceeds them less than once in a thousand.
 * At least 1.
 */
export function warmInstances(loads: readonly GroupLoad[]): number {
  const offered = loads.reduce(
    (sum, load) => sum + (load.rateHz / load.meanBatchSize) * load.avgSeconds * batchSurplus,
    0,
  );
  let term = Math.exp(-offered);
  let covered = term;
  let instances = 0;
  while (1 - covered > mostBusy && instances < mostInstances) {
    instances += 1;
    term *= offered / instances;
    covered += term;
  }
  return Math.max(1, instances);
}
