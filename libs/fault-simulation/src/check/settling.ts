import type { FaultWorld } from '../world/fault-world';

/** Whether nothing is left to be done: everything is given up and no process keeps anything. */
export const isSettled = (world: FaultWorld): boolean =>
  world.lag === 0 &&
  world.store.load === 0 &&
  !world.hasOutage &&
  world.processes.every(({ isUp, kept }) => isUp && kept === 0);

/**
 * Where nothing went wrong, everything that was accepted is answered `ok`; only an app that no plan names is expired,
 * and what its producer repeated may have been refused first, for its app had sent too much.
 */
export function checkFaultFree({ checker }: FaultWorld): void {
  for (const { identity, accepted, inUnplannedBatch, outcomes, requested } of checker.requests.all()) {
    const [first] = outcomes;
    if (!accepted || inUnplannedBatch || first === undefined || first.status === 'ok') continue;
    if (first.code === 'rate_limited' && requested > 1) continue;
    checker.report('needless failure', `${identity} is ${first.status}, and nothing went wrong`);
  }
}

/**
 * At the end every request has its outcome and every record that cannot be read its dead letter, but for what was lost with a
 * topic before anybody had read it.
 */
export function checkSettled(world: FaultWorld): void {
  const { checker, processes } = world;
  for (const story of checker.requests.all()) {
    if (story.outcomes.length > 0 || checker.wasLostWithTopic(story)) continue;
    checker.report('stuck', `${story.identity} has no outcome`);
  }
  for (const where of checker.requests.missingDeadLetters()) checker.report('stuck', `${where} has no dead letter`);
  if (world.lag > 0) checker.report('stuck', `${world.lag} records are not given up`);
  for (const { name, kept } of processes) {
    if (kept > 0) checker.report('stuck', `${name} keeps ${kept} requests or batches`);
  }
  const { load } = world.store;
  if (load > 0) checker.report('stuck', `the store keeps ${load} requests or batches`);
}

/** No process keeps more than there is. */
export function checkMemory({ checker, processes }: FaultWorld): void {
  const max = checker.requests.size + checker.batches;
  for (const { name, kept } of processes) {
    if (kept > max) checker.report('unbounded memory', `${name} keeps ${kept} of ${max} requests and batches`);
  }
}
