import { topics } from '@harmonybatch/contracts';
import type { InboundRecord } from '@harmonybatch/ports';
import { PipelineWorld, planOf } from '../pipeline-world';

const ids = Array.from({ length: 150 }, (_, index) => `request-${index}`);

/** Many batches of one request, as one fetch brings them to a dispatcher. */
async function oneFetch() {
  const world = new PipelineWorld();
  world.publishPlan(planOf([{ apps: { app1: 300 }, batchSize: 1 }]));
  const [batcher, dispatcher] = [world.batcher(), world.dispatcher()];
  const fetched: InboundRecord[] = [];
  const released: number[] = [];
  world.log.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
  world.log.consume(topics.batchReady.name, (records) => {
    for (const one of records) fetched.push({ ...one, release: () => void released.push(one.offset) });
  });
  for (const id of ids) await world.request('app1', id);
  await world.clock.advance(10);
  return { world, dispatcher, fetched, released };
}

it('begins the batches of a fetch a few at a time, with turns of the event loop in between', async () => {
  const { world, dispatcher, fetched, released } = await oneFetch();
  expect(fetched).toHaveLength(ids.length);
  const accepted = dispatcher.accept(fetched);
  expect(dispatcher.inFlight).toBe(64);
  await world.clock.advance(1_000);
  await accepted;
  expect(world.answers()).toEqual(ids.map((id) => `${id} ok`).sort());
  expect(released).toHaveLength(ids.length);
});

it('leaves open what it had not begun when it was stopped', async () => {
  const { world, dispatcher, fetched, released } = await oneFetch();
  const accepted = dispatcher.accept(fetched);
  const stopped = dispatcher.stop(5_000);
  await world.clock.advance(5_000);
  await Promise.all([accepted, stopped]);
  expect(world.answers()).toHaveLength(64);
  expect(released.sort((one, other) => one - other)).toEqual(fetched.slice(0, 64).map(({ offset }) => offset));
});
