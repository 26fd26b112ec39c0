import { readConfig } from '@harmonybatch/service-kit';
import { CryptoRandomness, HeardEvents, ownRedis, type OwnRedis } from '../../batch-store/test/own-redis';
import { batchStoreVariables } from '../src/batch-store-variables';
import { RedisShards } from '../src/redis-shards';

const model = 'vgg19';
const terms = { nowMs: 1_000_000, leaseMs: 1_000, maxBatchBytes: 1_000_000 };
const deployment = { name: 'production', keyPrefix: 'p:' };
const requests = Array.from({ length: 32 }, (_, number) => ({
  id: `photos/${number}`,
  groupId: 'g',
  batchSize: 100,
  route: '{}',
  flushAtMs: terms.nowMs + 500,
  payload: '{}',
}));

describe('buffers on two Redis servers', () => {
  let servers: OwnRedis[];
  const opened: RedisShards[] = [];

  const open = (environment: Record<string, string>): { redis: RedisShards; events: HeardEvents } => {
    const events = new HeardEvents();
    const ports = { randomness: new CryptoRandomness(), events };
    const redis = RedisShards.connect(readConfig(environment, batchStoreVariables), deployment, ports);
    opened.push(redis);
    return { redis, events };
  };
  const bothUrls = (): string => servers.map(({ server }) => server.url).join(',');
  const waitingKeys = (): Promise<string[][]> =>
    Promise.all(servers.map(async ({ admin }) => (await admin.keys('*waiting*')).sort()));

  beforeEach(async () => {
    servers = await Promise.all([ownRedis(), ownRedis()]);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((redis) => redis.close()));
    await Promise.all(servers.map(({ stop }) => stop()));
  });

  const pushed = async (redis: RedisShards): Promise<void> => {
    const { reply } = await redis.store.push(model, requests, terms);
    expect(new Set(reply.map(({ kind }) => kind))).toEqual(new Set(['buffered']));
  };

  it('each keeps a part of the requests of a model, and together they give all of them', async () => {
    const { redis } = open({ REDIS_URL: bothUrls() });
    await redis.ready();
    await pushed(redis);
    expect(await waitingKeys()).toEqual([['p:{vgg19:0}:waiting:g'], ['p:{vgg19:1}:waiting:g']]);
    const { batches } = (await redis.store.flushDue(model, { ...terms, nowMs: terms.nowMs + 600 })).reply;
    expect(batches).toHaveLength(2);
    expect(batches.flatMap((batch) => batch.requests.map(({ id }) => id)).sort()).toEqual(
      requests.map(({ id }) => id).sort(),
    );
  });

  it('a server may keep several shards', async () => {
    const { redis } = open({ REDIS_URL: bothUrls(), REDIS_SHARDS: '3' });
    await redis.ready();
    await pushed(redis);
    expect(await waitingKeys()).toEqual([
      ['p:{vgg19:0}:waiting:g', 'p:{vgg19:2}:waiting:g'],
      ['p:{vgg19:1}:waiting:g'],
    ]);
  });

  it.each([
    ['the other way round', () => ({ REDIS_URL: bothUrls().split(',').reverse().join(',') })],
    ['into another number of shards', () => ({ REDIS_URL: bothUrls(), REDIS_SHARDS: '4' })],
    ['not at all', () => ({ REDIS_URL: servers[0]!.server.url })],
  ])('whoever divides the requests %s is refused, and told why', async (_, environment) => {
    await open({ REDIS_URL: bothUrls() }).redis.ready();
    const { redis, events } = open(environment());
    await events.heard(
      /belong to deployment "production, Redis \d of 2, 2 shards".*shards were changed.*redis-cli DEL p:owner/,
    );
    await expect(redis.store.push(model, requests, terms)).rejects.toThrow(/belong to deployment/);
  });

  it('one that is gone is named, and the other goes on', async () => {
    const { redis, events } = open({ REDIS_URL: bothUrls() });
    await redis.ready();
    expect(await redis.check()).toEqual([]);
    await servers[1]!.server.kill();
    await events.heard(/Redis|ECONN|closed/);
    expect(await redis.check()).toEqual([expect.stringMatching(/^Redis 2 of 2: Redis is unavailable/)]);
    const { reply } = await redis.store.push(model, requests, terms);
    expect(new Set(reply.map(({ kind }) => kind))).toEqual(new Set(['buffered', 'unanswered']));
  });
});
