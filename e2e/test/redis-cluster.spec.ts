import { OwnRedisCluster } from '../../libs/batch-store/test/own-redis-cluster';
import { freshIds, RunningSystem } from '../harness/running-system';

const requestGapMs = 40;
const requestsDuring = 100;
const shards = 4;

describe('a Redis Cluster', () => {
  let cluster: OwnRedisCluster;
  let system: RunningSystem;

  beforeAll(async () => {
    cluster = await OwnRedisCluster.start();
    system = await RunningSystem.start(1, {
      REDIS_CLUSTER: cluster.addresses.join(','),
      REDIS_SHARDS: String(shards),
      REDIS_KEY_PREFIX: 'e2e:',
    });
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 25 });
    await system.plan((plan) => plan.groups.length > 0);
    await answeredOnce(async () => undefined);
  });

  afterAll(async () => {
    await system?.stop();
    await cluster.stop();
  });

  const metaOf = (shard: number): string => `e2e:{vgg19:${shard}}:meta`;

  /** Sends requests, has something happen in their midst, and expects one outcome of each, all of them good. */
  const answeredOnce = async (happens: () => Promise<unknown>): Promise<void> => {
    const [before, after] = [freshIds(requestsDuring / 2), freshIds(requestsDuring / 2)];
    await system.request('photos', before, requestGapMs);
    await Promise.all([system.request('photos', after, requestGapMs), happens()]);
    const outcomes = await system.outcomes.first([...before, ...after]);
    expect(outcomes.filter(({ outcome }) => outcome.status !== 'ok')).toEqual([]);
    for (const id of [...before, ...after]) expect(system.outcomes.records(id)).toHaveLength(1);
  };

  it('has a part of the model on each master', async () => {
    const masters = await Promise.all([...Array(shards).keys()].map((shard) => cluster.masterOf(metaOf(shard))));
    expect(new Set(masters.map(({ id }) => id)).size).toBe(3);
    for (const [shard, { admin }] of masters.entries()) expect(await admin.exists(metaOf(shard))).toBe(1);
  });

  it('answers each request once while a slot moves', async () => {
    const from = await cluster.masterOf(metaOf(0));
    const to = cluster.nodes.slice(0, 3).find(({ id }) => id !== from.id)!;
    await answeredOnce(() => cluster.moveSlot(metaOf(0), to, async () => undefined));
    expect((await cluster.masterOf(metaOf(0))).id).toBe(to.id);
  });

  it('answers each request once while a master dies and its replica takes its place', async () => {
    const victim = await cluster.masterOf(metaOf(1));
    await answeredOnce(async () => {
      await victim.server.kill();
      await cluster.untilMovedFrom(victim, metaOf(1));
    });
    await Promise.all([system.service('batcher').ready(), system.service('dispatcher').ready()]);
  });
});
