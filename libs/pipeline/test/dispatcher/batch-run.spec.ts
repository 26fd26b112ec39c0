import { FakePublisher } from '../../../ports/test/fake-ports';
import { BatchRun } from '../../src/dispatcher/batch-run';
import { dispatcherDefaults } from '../../src/dispatcher/dispatcher-options';
import { InFlightRequests } from '../../src/dispatcher/in-flight-requests';
import { WatchedStore } from '../../src/store/watched-store';
import { WayMeter } from '../../src/way/way-meter';
import { model, PipelineWorld } from '../pipeline-world';

const refusal = { code: 'internal_error', message: 'a fault of ours' } as const;

/** A run of a batch of one request, whose outcomes no broker takes. */
function runOf(world: PipelineWorld, id: string, inFlightRequests: InFlightRequests): BatchRun {
  const { clock, randomness, events, functions: invoker, outcomeLog: outcomes } = world;
  const store = new WatchedStore(world.store, world.clock, events, () => undefined);
  const publisher = Object.assign(new FakePublisher(), { failures: Infinity });
  const ports = { store, clock, randomness, events, invoker, outcomes, publisher };
  const way = new WayMeter(ports, '0123456789abcdef');
  const arrivedAtMs = clock.nowMs();
  const times = { arrivedAtMs, deadlineMs: arrivedAtMs + 60_000, sloMs: 60_000 };
  const request = { identity: id, id, app: 'app1', model, whenLate: 'serve', ...times } as const;
  const batch = { batchId: 'b', model, reason: 'size', readyAtMs: arrivedAtMs, requests: [request] } as const;
  return new BatchRun({ ...ports, way }, dispatcherDefaults, batch, {
    owner: 'o',
    inFlightRequests,
    isOwned: () => true,
  });
}

it('what a run had claimed when it was stopped is left to other runs, though all claims are renewed after that', async () => {
  const [world, atWork] = [new PipelineWorld(), new InFlightRequests()];
  const run = runOf(world, 'one', atWork);
  const ended = run.run(refusal);
  await world.clock.advance(50);
  expect(atWork.acquire('one', {})).toBe(false);
  run.stop();
  await world.clock.advance(5_000);
  expect(await ended).toBe(false);
  await run.renew();
  expect(atWork.acquire('one', {})).toBe(true);
});
