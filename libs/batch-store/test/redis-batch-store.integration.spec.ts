import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import Redis from 'ioredis';
import { RedisBatchStore, StoreUnavailableError } from '@harmonybatch/batch-store';
import type { PushReply } from '@harmonybatch/ports';
import { batchStoreConformance, rotateMs } from '../../ports/test/batch-store-conformance';
import { CryptoRandomness } from './own-redis';

const url = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

const freshPrefix = (): string => `test-${randomBytes(6).toString('hex')}:`;

async function connected(keyPrefix: string): Promise<RedisBatchStore> {
  const store = RedisBatchStore.connect(
    { url, keyPrefix, rotateMs, settleTimeoutMs: 5_000, commandTimeoutMs: 5_000, silentAfterMs: 5_000 },
    new CryptoRandomness(),
  );
  await store.ready();
  return store;
}

batchStoreConformance('RedisBatchStore', async () => {
  const keyPrefix = freshPrefix();
  const store = await connected(keyPrefix);
  const redis = new Redis(url);
  const wipe = async (): Promise<void> => {
    const keys = await redis.keys(`${keyPrefix}*`);
    if (keys.length > 0) await redis.del(...keys);
  };
  const close = async (): Promise<void> => {
    await wipe();
    redis.disconnect();
    await store.close();
  };
  return { store, wipe, close };
});

describe('RedisBatchStore on its server', () => {
  const terms = { nowMs: 1_000_000, leaseMs: 1_000, maxBatchBytes: 1_000_000 };
  const requestOf = (id: string) => ({
    id,
    groupId: 'g',
    batchSize: 2,
    route: '{}',
    flushAtMs: 1_000_500,
    payload: '{}',
  });

  it('keeps nothing of a group once its requests are done', async () => {
    const keyPrefix = freshPrefix();
    const store = await connected(keyPrefix);
    const redis = new Redis(url);
    const replies = await store.push('m', [requestOf('a'), requestOf('b')], terms);
    const filled = replies.reply[1];
    if (filled?.kind !== 'flush') throw new Error('the batch was not filled');
    await store.ack('m', [{ batchId: filled.batch.batchId, ids: ['a', 'b'] }], terms.nowMs);
    const kept = (await redis.keys(`${keyPrefix}*`)).map((key) => key.slice(keyPrefix.length)).sort();
    expect(kept).toEqual(['{m}:fate:new', '{m}:meta']);
    redis.disconnect();
    await store.close();
  });

  it('keeps no facts for ever, and tells of a new founding before it forgets them', async () => {
    const keyPrefix = freshPrefix();
    const store = await connected(keyPrefix);
    const redis = new Redis(url);
    const keptMs = (name: string): Promise<number> => redis.pttl(`${keyPrefix}{m}:${name}`);
    const claim = { batchId: 'b', owner: 'o', leaseMs: 1_000 };
    await store.settle('m', { ...claim, ids: ['a'], nowMs: terms.nowMs });
    const metaMs = await keptMs('meta');
    expect(metaMs).toBeGreaterThan(2 * rotateMs);
    expect(await keptMs('fate:new')).toBeGreaterThan(metaMs);
    await store.done('m', ['b'], terms.nowMs + rotateMs);
    const rotatedMs = await keptMs('meta');
    for (const name of ['fate:new', 'fate:old']) expect(await keptMs(name)).toBeGreaterThan(rotatedMs);
    redis.disconnect();
    await store.close();
  });

  it('does by one push of many what it does by one push each', async () => {
    const anyRequest = fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      groupId: fc.constantFrom('g1', 'g2'),
      flushAtMs: fc.integer({ min: terms.nowMs - 300, max: terms.nowMs + 300 }),
      payload: fc.string({ maxLength: 30 }),
    });
    const nameless = (reply: PushReply) => JSON.stringify(reply).replace(/"batchId":"[0-9a-f]{32}"/g, '');
    const pushed = fc.array(anyRequest, { minLength: 1, maxLength: 20 });
    const slack = fc.constantFrom([], [200, 100, 0], [400, 150, 20]);
    await fc.assert(
      fc.asyncProperty(pushed, slack, fc.integer({ min: 20, max: 200 }), async (some, slackMs, maxBatchBytes) => {
        const all = some.map((one) => ({ ...one, batchSize: 3, route: one.groupId, slackMs }));
        const requests = all.filter(({ id }, index) => {
          const first = all.find((one) => one.id === id)!; // one id in two groups has no order between them
          return all[index]!.groupId === first.groupId;
        });
        const limited = { ...terms, maxBatchBytes };
        const [together, apart] = [await connected(freshPrefix()), await connected(freshPrefix())];
        const { reply } = await together.push('m', requests, limited);
        const one = async (request: (typeof requests)[number]) => (await apart.push('m', [request], limited)).reply[0]!;
        const expected: PushReply[] = [];
        for (const request of requests) expected.push(await one(request));
        expect(reply.map(nameless)).toEqual(expected.map(nameless));
        const due = async (store: RedisBatchStore) => (await store.flushDue('m', limited)).reply;
        expect((await due(together)).nextDueAtMs).toBe((await due(apart)).nextDueAtMs);
        await Promise.all([together.close(), apart.close()]);
      }),
      { seed: 20240617, numRuns: 60 },
    );
  });

  it.each(['request', 'place', 'due', 'group', 'waiting:g'])(
    'does not take a request for one that waits of which %s was lost, and lets it leave once it is pushed again',
    async (name) => {
      const keyPrefix = freshPrefix();
      const store = await connected(keyPrefix);
      const redis = new Redis(url);
      await store.push('m', [requestOf('a')], terms);
      await redis.del(`${keyPrefix}{m}:${name}`);
      const lateTerms = { ...terms, nowMs: terms.nowMs + 500 };
      if (name === 'group') await store.flushDue('m', lateTerms);
      expect((await store.status('m', ['a'], terms.nowMs)).reply).toEqual(['unknown']);
      await store.push('m', [requestOf('a')], terms);
      expect((await store.status('m', ['a'], terms.nowMs)).reply).toEqual(['waiting']);
      const { batches } = (await store.flushDue('m', lateTerms)).reply;
      expect(batches.map(({ requests }) => requests.map(({ id }) => id))).toEqual([['a']]);
      redis.disconnect();
      await store.close();
    },
  );

  it.each(['request', 'place', 'lease', 'batch'])(
    'does not take a request for one that is in a batch of which %s was lost',
    async (name) => {
      const keyPrefix = freshPrefix();
      const store = await connected(keyPrefix);
      const redis = new Redis(url);
      await store.push('m', [requestOf('a'), requestOf('b')], terms);
      await redis.del(`${keyPrefix}{m}:${name}`);
      if (name === 'batch') await store.recover('m', { ...terms, nowMs: terms.nowMs + 2_000 });
      expect((await store.status('m', ['a'], terms.nowMs)).reply).toEqual(['unknown']);
      await store.push('m', [requestOf('a')], terms);
      expect((await store.status('m', ['a'], terms.nowMs)).reply).toEqual(['waiting']);
      redis.disconnect();
      await store.close();
    },
  );

  it('shares its buffers between connections', async () => {
    const keyPrefix = freshPrefix();
    const [one, other] = [await connected(keyPrefix), await connected(keyPrefix)];
    await one.push('m', [requestOf('a')], terms);
    const replies = await other.push('m', [requestOf('b')], terms);
    expect(replies.reply[0]?.kind).toBe('flush');
    await Promise.all([one.close(), other.close()]);
  });

  it('goes on after the server forgot its scripts', async () => {
    const store = await connected(freshPrefix());
    const redis = new Redis(url);
    await store.status('m', ['a'], 1);
    await redis.script('FLUSH');
    expect((await store.status('m', ['a'], 2)).reply).toEqual(['unknown']);
    redis.disconnect();
    await store.close();
  });

  it('answers calls that were under way when its connections were cut, and calls made just after', async () => {
    const store = await connected(freshPrefix());
    const redis = new Redis(url);
    const underWay = Array.from({ length: 200 }, (_, index) => store.status('m', [`${index}`], 1));
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    const after = [store.status('m', ['a'], 2), store.push('m', [requestOf('a')], terms)];
    await expect(Promise.all([...underWay, ...after])).resolves.toHaveLength(202);
    redis.disconnect();
    await store.close();
  });

  it('rejects with StoreUnavailable where nobody listens', async () => {
    const store = RedisBatchStore.connect({ url: 'redis://127.0.0.1:1', keyPrefix: 'x:' }, new CryptoRandomness());
    let ready = 'waiting';
    void store.ready().then(
      () => (ready = 'resolved'),
      () => (ready = 'rejected'),
    );
    await expect(store.status('m', ['a'], 1)).rejects.toBeInstanceOf(StoreUnavailableError);
    expect(await store.check()).toContain('Redis is unavailable');
    expect(ready).toBe('waiting');
    await store.close();
  });

  it('finds nothing wrong with a server that evicts nothing', async () => {
    const store = await connected(freshPrefix());
    expect(await store.check()).toBeNull();
    await store.close();
  });
});
