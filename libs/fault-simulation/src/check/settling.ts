import type { FaultWorld } from '../world/fault-world';

/** Whether nothing is left to be done: everything is given up and no process keeps anything. */
export const isSettled = (world: FaultWorld): boolean =>
  world.lag === 0 &&
  world.store.load === 0 &&
  !world.hasOutage &&
  world.processes.every(({ isUp, kept }) => isUp && kept === 0);

/**
 * Where nothing went wrong, everything that was accepted is answered `ok`; only an app that no plan names is expired.
 */
export function checkCalm({ witness }: FaultWorld): void {
  for (const { identity, accepted, inUnplannedBatch, outcomes } of witness.stories.all()) {
    const [first] = outcomes;
    if (!accepted || inUnplannedBatch || first === undefined || first.status === 'ok') continue;
    witness.violated('needless failure', `${identity} is ${first.status}, and nothing went wrong`);
  }
}

/**
 * At the end every request has its outcome and every record that cannot be read its dead letter, but for what was lost with a
 * topic before anybody had read it.
 */
export function checkSettled(world: FaultWorld): void {
  const { witness, processes } = world;
  for (const story of witness.stories.all()) {
    if (story.outcomes.length > 0 || witness.wasCutOff(story)) continue;
    witness.violated('stuck', `${story.identity} has no outcome`);
  }
  for (const where of witness.stories.unburied()) witness.violated('stuck', `${where} has no dead letter`);
  if (world.lag > 0) witness.violated('stuck', `${world.lag} records are not given up`);
  for (const { name, kept } of processes) {
    if (kept > 0) witness.violated('stuck', `${name} keeps ${kept} requests or batches`);
  }
  const { load } = world.store;
  if (load > 0) witness.violated('stuck', `the store keeps ${load} requests or batches`);
}

/** No process keeps more than there is. */
export function checkMemory({ witness, processes }: FaultWorld): void {
  const most = witness.stories.size + witness.batches;
  for (const { name, kept } of processes) {
    if (kept > most) witness.violated('unbounded memory', `${name} keeps ${kept} of ${most} requests and batches`);
  }
}
