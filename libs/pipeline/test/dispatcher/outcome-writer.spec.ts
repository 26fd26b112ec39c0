import { Claim } from '../../src/dispatcher/claim';
import { dispatcherDefaults } from '../../src/dispatcher/dispatcher-options';
import { InFlightRequests } from '../../src/dispatcher/in-flight-requests';
import { OutcomeWriter } from '../../src/dispatcher/outcome-writer';
import type { Outcome } from '../../src/records/outcome-record';
import { WatchedStore } from '../../src/store/watched-store';
import { model, PipelineWorld } from '../pipeline-world';

const batch = { batchId: 'b', model };
const ids = ['one', 'two'];

const outcomeOf = (identity: string, nowMs: number): Outcome => ({
  ...{ identity, id: identity, app: 'app1', status: 'ok', outputsJson: '[]' },
  timing: { arrivedAtMs: nowMs, queuedMs: 0, executedMs: 0, completedAtMs: nowMs },
});

/** A dispatcher that has the outcomes of a batch, and a claim of its own on its requests. */
function dispatcherOf(world: PipelineWorld, owner: string) {
  const { clock, events, log: publisher, outcomeLog: outcomes } = world;
  const store = new WatchedStore(world.store, world.clock, events, () => undefined);
  const times = { arrivedAtMs: clock.nowMs(), deadlineMs: clock.nowMs() + 60_000, sloMs: 60_000 };
  const requests = new Map(
    ids.map((id) => [id, { identity: id, id, app: 'app1', model, whenLate: 'serve' as const, ...times }]),
  );
  const { leaseMs } = dispatcherDefaults;
  const terms = { ...batch, owner, leaseMs, inFlightRequests: new InFlightRequests(), isOwned: () => true };
  const claim = new Claim({ store, outcomes, clock, events }, terms, requests);
  const answered: string[] = [];
  const ports = { store, publisher, clock, events, way: { answered: () => undefined } };
  const writer = new OutcomeWriter(ports, dispatcherDefaults, batch, claim, (done) => {
    answered.push(...done);
    claim.release(done);
  });
  /** As its run does, on what has no outcome yet. */
  const renew = (): Promise<void> => claim.renew(new Set(ids.filter((id) => !answered.includes(id))));
  return { claim, writer, answered, renew };
}

it('two dispatchers that each hold a part of a batch, as after an outage of the store, both get to its end', async () => {
  const world = new PipelineWorld();
  const [one, other] = [dispatcherOf(world, 'a'), dispatcherOf(world, 'b')];
  await one.claim.settle(['one']);
  await other.claim.settle(['two']);
  const outcomes = ids.map((id) => outcomeOf(id, world.clock.nowMs()));
  const ends: boolean[] = [];
  for (const { writer } of [one, other]) void writer.write(outcomes).then((all) => ends.push(all));
  for (let renewals = 0; renewals < 20; renewals += 1) {
    await Promise.all([one.renew(), other.renew()]);
    await world.clock.advance(500);
  }
  expect(ends).toEqual([true, true]);
  expect([one, other].map(({ answered }) => [...answered].sort())).toEqual([ids, ids]);
  expect(
    world
      .outcomes()
      .map(({ identity }) => identity)
      .sort(),
  ).toEqual(ids);
});
