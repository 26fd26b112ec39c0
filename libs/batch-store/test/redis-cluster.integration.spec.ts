import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RedisBatchStore, type RedisStoreOptions } from '@harmonybatch/batch-store';
import { CryptoRandomness, HeardEvents, ownRedis } from './own-redis';
import { OwnRedisCluster, type OwnNode } from './own-redis-cluster';

const terms = { nowMs: 1_000_000, leaseMs: 1_000, maxBatchBytes: 1_000_000 };
const requestOf = (id: string) => ({
  id,
  groupId: 'g',
  batchSize: 2,
  route: '{}',
  flushAtMs: 1_000_500,
  payload: '{}',
});
/** Some of them are on each master. */
const models = Array.from({ length: 12 }, (_, number) => `m${number}`);
const metaOf = (model: string): string => `harmonybatch:{${model}}:meta`;
const password = 'of-the-test';
const login = { username: 'harmonybatch-batcher', password };
const users = readFileSync(join(__dirname, '..', '..', '..', 'deploy', 'redis', 'harmonybatch.acl'), 'utf8');

describe('RedisBatchStore on a Redis Cluster', () => {
  let cluster: OwnRedisCluster;
  const stores: RedisBatchStore[] = [];

  const open = (settings: Partial<RedisStoreOptions> = {}): { store: RedisBatchStore; events: HeardEvents } => {
    const events = new HeardEvents();
    const nodes = cluster.addresses;
    const store = RedisBatchStore.connect(
      {
        url: 'redis://not-used',
        cluster: { nodes },
        keyPrefix: 'harmonybatch:',
        owner: 'us',
        events,
        login,
        ...settings,
      },
      new CryptoRandomness(),
    );
    stores.push(store);
    return { store, events };
  };

  beforeAll(async () => {
    cluster = await OwnRedisCluster.start();
    for (const { admin } of cluster.nodes)
      for (const [name, ...rules] of [...users.matchAll(/^user (harmonybatch-.*)$/gm)].map(([, line]) =>
        line!.split(' '),
      ))
        await admin.call('ACL', 'SETUSER', name!, ...rules, 'on', `>${password}`);
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });
  afterAll(() => cluster.stop());

  const refusedByRights = async (): Promise<unknown[]> => {
    const logs = cluster.nodes
      .filter(({ admin }) => admin.status === 'ready')
      .map(({ admin }) => admin.call('ACL', 'LOG'));
    return (await Promise.all(logs)).flat();
  };

  /** A model of whose keys the node is the master. */
  const modelOn = async (node: OwnNode): Promise<string> => {
    for (const model of models) if ((await cluster.masterOf(metaOf(model))).id === node.id) return model;
    throw new Error('no model is there');
  };

  it('keeps each model on the node that has its slot, through all that becomes of a batch', async () => {
    const { store, events } = open();
    await store.ready();
    const used = new Set<string>();
    for (const model of models) {
      const { reply } = await store.push(model, [requestOf('a'), requestOf('b')], terms);
      if (reply[1]?.kind !== 'flush') throw new Error('the batch was not filled');
      const { batchId } = reply[1].batch;
      await store.ack(model, [{ batchId, ids: ['a', 'b'] }], terms.nowMs);
      await store.settle(model, { batchId, owner: 'o', ids: ['a', 'b'], nowMs: terms.nowMs, leaseMs: 1_000 });
      await store.done(model, ['a'], terms.nowMs);
      expect((await store.status(model, ['a', 'b', 'c'], terms.nowMs)).reply).toEqual(['done', 'running', 'unknown']);
      const master = await cluster.masterOf(metaOf(model));
      expect(await master.admin.exists(metaOf(model))).toBe(1);
      used.add(master.id);
    }
    expect(used.size).toBe(3);
    expect(await store.check()).toBeNull();
    expect(events.notes).toEqual([]);
  });

  it('several groups of a model are pushed by one call', async () => {
    const { store } = open();
    await store.ready();
    const groups = ['g', 'h', 'i'].map((groupId) => ({ ...requestOf(groupId), groupId, batchSize: 8 }));
    const { reply } = await store.push('several', groups, terms);
    expect(reply.map(({ kind }) => kind)).toEqual(['buffered', 'buffered', 'buffered']);
    const { batches } = (await store.flushDue('several', { ...terms, nowMs: terms.nowMs + 600 })).reply;
    expect(batches.map(({ groupId }) => groupId).sort()).toEqual(['g', 'h', 'i']);
  });

  it('refuses the keys of another deployment', async () => {
    await open().store.ready();
    const { store, events } = open({ owner: 'others' });
    await events.heard(/belong to deployment "us"/);
    await expect(store.push('m', [requestOf('a')], terms)).rejects.toThrow(/belong to deployment "us"/);
  });

  it('names the node whose memory policy drops facts', async () => {
    const node = cluster.nodes[1]!;
    await node.admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { store } = open();
    await store.ready();
    expect(await store.check()).toMatch(`${node.address}: Redis has maxmemory-policy allkeys-lru`);
    await node.admin.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await store.check()).toBeNull();
  });

  it('says what is wrong where there is no cluster, and where there is one that nobody named', async () => {
    const single = await ownRedis();
    const apart = open({ cluster: { nodes: [`127.0.0.1:${single.server.port}`] }, login: {} });
    await apart.events.heard(/cluster support disabled.*leave REDIS_CLUSTER empty/);
    await expect(apart.store.status('m', ['a'], 1)).rejects.toThrow(/leave REDIS_CLUSTER empty/);
    await single.stop();
    await apart.events.heard(/no node of 127\.0\.0\.1:\d+ can be used: Connection is closed/);
    const owner = await cluster.masterOf('harmonybatch:owner');
    const other = cluster.nodes.find(({ id }) => id !== owner.id)!;
    const unnamed = open({ url: other.server.url, cluster: undefined, login: {} });
    await unnamed.events.heard(/MOVED.*name some of its nodes in REDIS_CLUSTER/);
  });

  it('finds a model whose slot moves to another node, with all that it held', async () => {
    const { store, events } = open();
    await store.ready();
    await store.push('moving', [requestOf('a')], terms);
    const from = await cluster.masterOf(metaOf('moving'));
    const to = cluster.nodes.slice(0, 3).find(({ id }) => id !== from.id)!;
    await cluster.moveSlot(metaOf('moving'), to, async () => {
      await expect(store.push('moving', [requestOf('b')], terms)).rejects.toThrow(/its slot is moving to another node/);
    });
    await events.heard(/available again/);
    const { generation } = await store.status('moving', [], terms.nowMs);
    const { reply } = await store.push('moving', [requestOf('b')], terms);
    expect(reply.map(({ kind }) => kind)).toEqual(['flush']);
    expect(await to.admin.exists(metaOf('moving'))).toBe(1);
    expect(generation).toBe(terms.nowMs);
  });

  it('goes on where a slot moves and its user lacks the right to follow', async () => {
    for (const { admin } of cluster.nodes) await admin.call('ACL', 'SETUSER', 'harmonybatch-batcher', '-asking');
    const { store, events } = open();
    await store.ready();
    await store.push('followed', [requestOf('a')], terms);
    const from = await cluster.masterOf(metaOf('followed'));
    const to = cluster.nodes.slice(0, 3).find(({ id }) => id !== from.id)!;
    await cluster.moveSlot(metaOf('followed'), to, async () => {
      await expect(store.push('followed', [requestOf('b')], terms)).rejects.toThrow(/cannot be used/);
    });
    await events.heard(/available again/);
    for (const { admin } of cluster.nodes) {
      await admin.call('ACL', 'SETUSER', 'harmonybatch-batcher', '+asking');
      await admin.call('ACL', 'LOG', 'RESET');
    }
    await expect(store.push('followed', [requestOf('b')], terms)).resolves.toMatchObject({
      reply: [{ kind: 'flush' }],
    });
  });

  it('a master that is killed stops its own models until its replica takes its place, and loses nothing that was replicated', async () => {
    const { store, events } = open();
    await store.ready();
    const owner = await cluster.masterOf('harmonybatch:owner');
    const victim = cluster.nodes.slice(0, 3).find(({ id }) => id !== owner.id)!;
    const hit = await modelOn(victim);
    const spared = await modelOn(owner);
    await store.push(hit, [requestOf('x')], terms);
    await victim.admin.wait(1, 10_000);
    await victim.server.kill();
    await expect(store.push(hit, [requestOf('y')], terms)).rejects.toThrow(/cannot be used/);
    await events.heard(/is unavailable: the node that has harmonybatch:{m\d+}:meta cannot be used/);
    await store.push(spared, [requestOf('z')], terms);
    const heir = await cluster.untilMovedFrom(victim, metaOf(hit));
    await events.heard(/available again/);
    const { reply } = await store.push(hit, [requestOf('y')], terms);
    expect(reply.map(({ kind }) => kind)).toEqual(['flush']);
    expect(await heir.admin.exists(metaOf(hit))).toBe(1);
    expect(await store.check()).toBeNull();
  });

  it('asks for nothing beyond the rights of deploy/redis, also where slots move and masters die', async () => {
    const { store } = open({ login: { ...login, username: 'harmonybatch-dispatcher' }, settleTimeoutMs: 5_000 });
    await store.ready();
    const { reply } = await store.settle('m', {
      batchId: 'b',
      owner: 'o',
      ids: ['a'],
      nowMs: terms.nowMs,
      leaseMs: 1_000,
    });
    expect(reply).toEqual([{ kind: 'mine' }]);
    await store.done('m', ['a'], terms.nowMs);
    expect(await store.check()).toBeNull();
    expect(await refusedByRights()).toEqual([]);
  });
});
