import { identityOfId, topics, type BatchReady } from '@harmonybatch/contracts';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { shardOf } from '../../src/store/shard-of';
import { ShardedStore } from '../../src/store/sharded-store';
import { PipelineWorld, planOf } from '../pipeline-world';

const app = 'patient';
const waitMs = 600;
const verbs = ['push', 'flushDue', 'recover', 'ack', 'status', 'settle', 'done'] as const;
const ofShard = (shard: number, count: number): string[] =>
  Array.from({ length: 200 }, (_, number) => `r${number}`)
    .filter((id) => shardOf(identityOfId(app, '', id), 2) === shard)
    .slice(0, count);

/** A pipeline whose buffers are in two shards. */
class World extends PipelineWorld {
  readonly second = new MemoryBatchStore(new SeededRandomness(8));

  constructor() {
    super();
    this.sharedStore = new ShardedStore([this.store, this.second], 2);
    this.publishPlan(planOf([{ apps: { [app]: waitMs }, batchSize: 3 }]));
  }

  /** The second shard answers nothing from now on. */
  loseSecond(): () => void {
    const spies = verbs.map((verb) => jest.spyOn(this.second, verb).mockRejectedValue(new Error('no answer')));
    return () => spies.forEach((spy) => spy.mockRestore());
  }

  batches(): [reason: string, ids: string[]][] {
    return this.log
      .values<BatchReady>(topics.batchReady.name)
      .map(({ reason, requests }) => [reason, requests.map(({ id }) => id)]);
  }
}

it('each shard fills batches of its own', async () => {
  const world = new World();
  const { batcher, accepted } = world.wire();
  const [first, second] = [ofShard(0, 3), ofShard(1, 4)];
  for (const id of [...first.slice(0, 2), ...second, ...first.slice(2)]) await world.request(app, id);
  await world.clock.advance(10);
  const full = world.batches().map(([reason, ids]) => [reason, [...ids].sort()]);
  expect(full.sort()).toEqual(
    [
      ['size', first],
      ['size', second.slice(0, 3)],
    ].sort(),
  );
  await world.clock.advance(waitMs);
  expect(world.batches()[2]).toEqual(['deadline', second.slice(3)]);
  await world.clock.advance(2_000);
  expect(world.answers()).toEqual([...first, ...second].map((id) => `${id} ok`).sort());
  expect([batcher.heldCount, accepted.committed]).toEqual([0, 7]);
});

it('what waits in a shard that is lost leaves in time, and is answered once', async () => {
  const world = new World();
  const { batcher, accepted } = world.wire();
  const [[kept], [lost]] = [ofShard(0, 1), ofShard(1, 1)];
  await world.request(app, kept!);
  await world.request(app, lost!);
  await world.clock.advance(10);
  const mend = world.loseSecond();
  await world.clock.advance(waitMs);
  expect(world.batches().map(([, ids]) => ids)).toEqual(expect.arrayContaining([[lost]]));
  expect(world.batches().flatMap(([, ids]) => ids)).toContain(kept);
  mend();
  await world.clock.advance(5_000);
  expect(world.answers()).toEqual([`${kept} ok`, `${lost} ok`].sort());
  expect([batcher.heldCount, accepted.committed]).toEqual([0, 2]);
});

it('a shard that is away costs its requests larger batches than one, and the other nothing', async () => {
  const world = new World();
  world.wire();
  world.loseSecond();
  const [first, second] = [ofShard(0, 3), ofShard(1, 3)];
  for (const id of [...first, ...second]) await world.request(app, id);
  await world.clock.advance(waitMs + 10);
  expect(world.batches().filter(([reason]) => reason === 'size')).toHaveLength(2);
  await world.clock.advance(2_000);
  expect(world.answers()).toEqual([...first, ...second].map((id) => `${id} ok`).sort());
});
