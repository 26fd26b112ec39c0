import fc from 'fast-check';
import type { BufferedRequest, LeaseOptions } from '@harmonybatch/ports';
import { SeededRandomness } from '@harmonybatch/traffic';
import { MemoryBatchStore } from '@harmonybatch/memory';
import { shardOf } from '../../src/store/shard-of';
import { ShardedStore } from '../../src/store/sharded-store';
import { batchStoreConformance, rotateMs } from '../../../ports/test/batch-store-conformance';

const model = 'vgg19';
const startMs = 1_000_000;
const terms = (nowMs: number): LeaseOptions => ({ nowMs, leaseMs: 1_000, maxBatchBytes: 1_000_000 });
const request = (id: string, over: Partial<BufferedRequest> = {}): BufferedRequest => ({
  id,
  groupId: 'g1',
  batchSize: 3,
  route: '{}',
  flushAtMs: startMs + 500,
  payload: id,
  ...over,
});
const away = new Error('no answer');

/** A few ids of each of two shards. */
const idsOfShard = (shard: number, count: number): string[] =>
  Array.from({ length: 1_000 }, (_, number) => `photos/${number}`)
    .filter((id) => shardOf(id, 2) === shard)
    .slice(0, count);
const [a, b, c] = idsOfShard(0, 3) as [string, string, string];
const [x, y, z] = idsOfShard(1, 3) as [string, string, string];

/** Two stores and what is made of them. */
class World {
  readonly stores = [1, 2].map((seed) => new MemoryBatchStore(new SeededRandomness(seed), rotateMs));
  readonly sharded = new ShardedStore(this.stores, 2);

  /** The second store answers nothing from now on. */
  loseSecond(): void {
    for (const verb of ['push', 'flushDue', 'recover', 'ack', 'status', 'settle', 'done'] as const)
      jest.spyOn(this.stores[1]!, verb).mockRejectedValue(away);
  }
}

batchStoreConformance('ShardedStore of one shard', async () => {
  const memory = new MemoryBatchStore(new SeededRandomness(1), rotateMs);
  return {
    store: new ShardedStore([memory], 1),
    wipe: async () => memory.wipe(),
    close: async () => undefined,
  };
});

test('a batch holds requests of one shard, and a group has a buffer in each', async () => {
  const { sharded } = new World();
  const { reply } = await sharded.push(
    model,
    [a, x, b, y, c, z].map((id) => request(id)),
    terms(startMs),
  );
  const batches = reply.flatMap((one) => (one.kind === 'flush' ? [one.batch.requests.map(({ id }) => id)] : []));
  expect(reply.map(({ kind }) => kind)).toEqual(['buffered', 'buffered', 'buffered', 'buffered', 'flush', 'flush']);
  expect(batches).toEqual([
    [a, b, c],
    [x, y, z],
  ]);
});

test('the next flush is the earliest of all shards', async () => {
  const { sharded } = new World();
  await sharded.push(model, [request(a), request(x, { flushAtMs: startMs + 300 })], terms(startMs));
  expect((await sharded.flushDue(model, terms(startMs))).reply).toEqual({ batches: [], nextDueAtMs: startMs + 300 });
  const due = (await sharded.flushDue(model, terms(startMs + 600))).reply;
  expect(due.batches.map(({ requests }) => requests.map(({ id }) => id))).toEqual([[a], [x]]);
});

test('whatever is asked of ids is asked of their shards, and answered in their order', async () => {
  const { sharded, stores } = new World();
  await sharded.push(model, [request(a), request(x)], terms(startMs));
  await sharded.ack(model, [{ batchId: 'local', ids: [x, b, y] }], startMs);
  expect((await sharded.status(model, [x, a, b, y, z], startMs)).reply).toEqual([
    'emitted',
    'waiting',
    'emitted',
    'emitted',
    'unknown',
  ]);
  const claim = { batchId: 'local', owner: 'one', nowMs: startMs, leaseMs: 1_000 };
  await sharded.done(model, [y], startMs);
  expect((await sharded.settle(model, { ...claim, ids: [b, y, x] })).reply.map(({ kind }) => kind)).toEqual([
    'mine',
    'done',
    'mine',
  ]);
  const inOtherShard = await Promise.all([
    stores[0]!.status(`${model}:1`, [x], 0),
    stores[1]!.status(`${model}:0`, [a], 0),
  ]);
  expect(inOtherShard.map(({ reply }) => reply)).toEqual([['unknown'], ['unknown']]);
});

test('shards of more than there are stores are kept in turn', async () => {
  const stores = [1, 2].map((seed) => new MemoryBatchStore(new SeededRandomness(seed)));
  const sharded = new ShardedStore(stores, 3);
  const ids = Array.from({ length: 30 }, (_, number) => `photos/${number}`);
  await sharded.done(model, ids, startMs);
  const ofThird = ids.filter((id) => shardOf(id, 3) === 2);
  expect(ofThird).not.toEqual([]);
  expect((await stores[0]!.status(`${model}:2`, ofThird, startMs)).reply).toEqual(ofThird.map(() => 'done'));
  expect(() => new ShardedStore(stores, 1)).toThrow(/a shard for each store/);
});

test('the loss of one shard is a loss, told once by whichever call comes first', async () => {
  const { sharded, stores } = new World();
  const before = (await sharded.push(model, [request(a)], terms(startMs))).generation;
  expect((await sharded.status(model, [x], startMs + 1)).generation).toBe(before);
  stores[1]!.wipe();
  expect((await sharded.status(model, [a], startMs + 5)).generation).toBe(before);
  const after = (await sharded.status(model, [x], startMs + 5)).generation;
  expect(after).not.toBe(before);
  expect((await sharded.status(model, [a], startMs + 6)).generation).toBe(after);
});

test('all is known since the time since when the youngest shard knows', async () => {
  const { sharded, stores } = new World();
  await sharded.status(model, [], startMs);
  stores[1]!.wipe();
  await sharded.status(model, [x], startMs + 7_000);
  expect((await sharded.status(model, [a], startMs + 7_001)).knownSinceMs).toBe(startMs + 7_000);
});

describe('while one shard does not answer', () => {
  test('the others do, and it is said of which requests nothing is known', async () => {
    const world = new World();
    const { sharded } = world;
    await sharded.push(model, [request(a)], terms(startMs));
    world.loseSecond();
    const { reply } = await sharded.push(
      model,
      [x, b, y].map((id) => request(id)),
      terms(startMs),
    );
    expect(reply.map(({ kind }) => kind)).toEqual(['unanswered', 'buffered', 'unanswered']);
    expect((await sharded.status(model, [x, a], startMs)).reply).toEqual(['unanswered', 'waiting']);
    const due = (await sharded.flushDue(model, terms(startMs + 500))).reply;
    expect(due.isPartial).toBe(true);
    expect(due.batches.map(({ requests }) => requests.map(({ id }) => id))).toEqual([[a, b]]);
    expect((await sharded.recover(model, terms(startMs + 9_000))).reply).toHaveLength(1);
  });

  test('claims and facts that not all could take are refused, after the others took theirs', async () => {
    const world = new World();
    const { sharded, stores } = world;
    world.loseSecond();
    const claim = { batchId: 'b1', owner: 'one', nowMs: startMs, leaseMs: 1_000 };
    await expect(sharded.settle(model, { ...claim, ids: [a, x] })).rejects.toThrow(away);
    await expect(sharded.done(model, [a, x], startMs)).rejects.toThrow(away);
    await expect(sharded.ack(model, [{ batchId: 'b2', ids: [b, y] }], startMs)).rejects.toThrow(away);
    expect((await stores[0]!.status(`${model}:0`, [a, b], startMs)).reply).toEqual(['done', 'emitted']);
    expect((await sharded.settle(model, { ...claim, ids: [c] })).reply).toEqual([{ kind: 'mine' }]);
  });

  test('nothing is answered where nobody who was asked answers', async () => {
    const world = new World();
    const { sharded } = world;
    world.loseSecond();
    await expect(sharded.status(model, [x, y], startMs)).rejects.toThrow(away);
    await expect(sharded.push(model, [request(z)], terms(startMs))).rejects.toThrow(away);
  });
});

/** What any order of calls gives is what the shards give, each asked by itself. */
test('is its shards, whatever is done', async () => {
  const ids = [a, b, c, x, y, z];
  const someIds = fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 });
  const step = fc.record({
    verb: fc.constantFrom('push', 'flush', 'settle', 'done'),
    of: someIds,
    afterMs: fc.nat(700),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { sharded } = new World();
      const alone = new World().stores.map((store, shard) => ({ store, name: `${model}:${shard}` }));
      let nowMs = startMs;
      for (const { verb, of, afterMs } of steps) {
        nowMs += afterMs;
        const claim = { batchId: 'b', owner: 'o', nowMs, leaseMs: 1_000 };
        for (const [shard, { store, name }] of alone.entries()) {
          const mine = of.filter((id) => shardOf(id, 2) === shard);
          if (verb === 'push')
            await store.push(
              name,
              mine.map((id) => request(id)),
              terms(nowMs),
            );
          if (verb === 'flush') await store.flushDue(name, terms(nowMs));
          if (verb === 'settle') await store.settle(name, { ...claim, ids: mine });
          if (verb === 'done') await store.done(name, mine, nowMs);
        }
        if (verb === 'push')
          await sharded.push(
            model,
            of.map((id) => request(id)),
            terms(nowMs),
          );
        if (verb === 'flush') await sharded.flushDue(model, terms(nowMs));
        if (verb === 'settle') await sharded.settle(model, { ...claim, ids: of });
        if (verb === 'done') await sharded.done(model, of, nowMs);
      }
      const together = (await sharded.status(model, ids, nowMs)).reply;
      const each = await Promise.all([
        alone[0]!.store.status(alone[0]!.name, [a, b, c], nowMs),
        alone[1]!.store.status(alone[1]!.name, [x, y, z], nowMs),
      ]);
      expect(together).toEqual(each.flatMap(({ reply }) => reply));
    }),
  );
});
