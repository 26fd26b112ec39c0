import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { RedisBatchStore, StoreUnavailableError, type RedisStoreOptions } from '@harmonybatch/batch-store';
import { CryptoRandomness, HeardEvents, ownRedis, type OwnRedis } from './own-redis';

const terms = { nowMs: 1_000_000, leaseMs: 1_000, maxBatchBytes: 1_000_000 };
const requestOf = (id: string, groupId = 'g') => ({
  id,
  groupId,
  batchSize: 2,
  route: '{}',
  flushAtMs: 1_000_500,
  payload: '{}',
});
const claimOf = (id: string) => ({ batchId: 'b', owner: 'o', ids: [id], nowMs: terms.nowMs, leaseMs: 1_000 });

describe('RedisBatchStore on a server in trouble', () => {
  let redis: OwnRedis;
  let events: HeardEvents;
  const stores: RedisBatchStore[] = [];

  const open = (settings: Partial<RedisStoreOptions> = {}): RedisBatchStore => {
    const patient = { commandTimeoutMs: 5_000, settleTimeoutMs: 5_000, silentAfterMs: 5_000 };
    const store = RedisBatchStore.connect(
      { url: redis.server.url, keyPrefix: 'p:', events, ...patient, ...settings },
      new CryptoRandomness(),
    );
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    redis = await ownRedis();
    events = new HeardEvents();
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
    await redis.stop();
  });

  it('comes back by itself when its server was a replica for a while, and says why it could not go on', async () => {
    const store = open();
    await store.push('m', [requestOf('a')], terms);
    await redis.admin.replicaof('127.0.0.1', 1);
    await expect(store.push('m', [requestOf('b')], terms)).rejects.toThrow(/READONLY.*REDIS_URL/);
    await events.heard(/READONLY/);
    expect(await store.check()).toMatch(/READONLY/);
    await redis.admin.replicaof('NO', 'ONE');
    await store.ready();
    await expect(store.push('m', [requestOf('b')], terms)).resolves.toBeDefined();
    await events.heard(/is available again/);
  });

  it('goes to the server that its name leads to by now, when the one it knows has become a replica', async () => {
    const other = await ownRedis();
    const name = await movableName(redis.server.port);
    const store = open({ url: `redis://127.0.0.1:${name.port}` });
    await store.push('m', [requestOf('a')], terms);
    await redis.admin.replicaof('127.0.0.1', other.server.port);
    name.leadTo(other.server.port);
    await expect(store.push('m', [requestOf('b')], terms)).rejects.toBeInstanceOf(StoreUnavailableError);
    await store.ready();
    await store.push('m', [requestOf('b')], terms);
    expect(await other.admin.hexists('p:{m}:place', 'b')).toBe(1);
    name.close();
    await other.stop();
  });

  it('fails every call at once while its server is silent, tells afterwards what it could not be told, and goes on', async () => {
    const store = open({ silentAfterMs: 1_000 });
    const { reply } = await store.push('m', [requestOf('a'), requestOf('b')], terms);
    if (reply[1]?.kind !== 'flush') throw new Error('the batch was not filled');
    process.kill(redis.server.pid, 'SIGSTOP');
    const { batchId } = reply[1].batch;
    await expect(store.ack('m', [{ batchId, ids: ['a', 'b'] }], terms.nowMs)).rejects.toThrow('no answer in 1000 ms');
    const settled = await Promise.allSettled(Array.from({ length: 50 }, () => store.settle('m', claimOf('a'))));
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await store.check()).toMatch(/no answer in 1000 ms/);
    process.kill(redis.server.pid, 'SIGCONT');
    await store.ready();
    expect((await store.status('m', ['a', 'b'], terms.nowMs)).reply).toEqual(['emitted', 'emitted']);
    expect(events.faults).toEqual([]);
    const warnings = events.notes.filter((note) => /store is (un)?available/.test(note));
    expect(warnings).toEqual([
      expect.stringMatching(/unavailable: no answer in 1000 ms/),
      'the batch store is available again',
    ]);
  });

  it.each([
    ['a password that it lacks', 'redis://127.0.0.1:PORT', /NOAUTH.*REDIS_URL=redis:\/\/:PASSWORD@/],
    ['another password', 'redis://:wrong@127.0.0.1:PORT', /WRONGPASS.*wrong/],
    ['a database that there is not', 'redis://:right@127.0.0.1:PORT/99', /DB index is out of range/],
    ['TLS where there is none', 'rediss://:right@127.0.0.1:PORT', /does not speak TLS/],
  ])('says what is wrong with %s, and is well once that is mended', async (_what, url, reason) => {
    await redis.admin.config('SET', 'requirepass', 'right');
    const store = open({ url: url.replace('PORT', String(redis.server.port)) });
    await events.heard(reason);
    expect(await store.check()).toMatch(reason);
    await expect(store.status('m', ['a'], 1)).rejects.toThrow(reason);
    const told = events.warnings.map(([message]) => message);
    expect(new Set(told).size).toBe(told.length);
  });

  it('is let in when the password is taken away', async () => {
    await redis.admin.config('SET', 'requirepass', 'right');
    const store = open();
    await events.heard(/NOAUTH/);
    await redis.admin.config('SET', 'requirepass', '');
    await store.ready();
    expect(await store.check()).toBeNull();
  });

  it.each([
    ['-DENIED Redis is running in protected mode because ...', /DENIED.*protected mode/],
    ['-ERR max number of clients reached', /max number of clients.*maxclients/],
    ['-LOADING Redis is loading the dataset in memory', /LOADING/],
    ['-MASTERDOWN Link with MASTER is down', /MASTERDOWN/],
    ['-CLUSTERDOWN Hash slot not served', /CLUSTERDOWN/],
    ['', /(closed the connection|ECONNRESET|EPIPE).*rediss/],
  ])('says why it is turned away: %s', async (greeting, reason) => {
    const server = await greeter(greeting);
    const store = open({ url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await events.heard(reason);
    await expect(store.settle('m', claimOf('a'))).rejects.toThrow(reason);
    server.close();
  });

  it('does what frees a full server, refuses what would fill it, and names what mends it', async () => {
    const store = open();
    const { reply } = await store.push('m', [requestOf('a'), requestOf('b')], terms);
    if (reply[1]?.kind !== 'flush') throw new Error('the batch was not filled');
    await redis.admin.config('SET', 'maxmemory', '100000');
    await expect(store.push('m', [requestOf('c')], terms)).rejects.toThrow(/OOM.*CONFIG SET maxmemory/);
    await expect(store.settle('m', claimOf('c'))).rejects.toThrow(/OOM/);
    await store.ack('m', [{ batchId: reply[1].batch.batchId, ids: ['a'] }], terms.nowMs);
    await store.done('m', ['b'], terms.nowMs);
    expect((await store.status('m', ['a', 'b', 'c'], terms.nowMs)).reply).toEqual(['emitted', 'done', 'unknown']);
    expect(await store.check()).toMatch(/out of memory.*CONFIG SET maxmemory/);
    const restarted = open();
    await restarted.ready();
    await expect(restarted.push('m', [requestOf('c')], terms)).rejects.toThrow(/OOM/);
    await redis.admin.config('SET', 'maxmemory', '0');
    await store.push('m', [requestOf('c')], terms);
    expect(await store.check()).toBeNull();
    expect(events.notes).toContainEqual(expect.stringMatching(/OOM/));
    expect(events.notes).toContainEqual(expect.stringMatching(/is available again/));
  });

  it('says that a server which evicts is none to keep requests in, and when it does no more', async () => {
    await redis.admin.config('SET', 'maxmemory-policy', 'volatile-lru');
    const store = open();
    await events.heard(/volatile-lru.*CONFIG SET maxmemory-policy noeviction/);
    expect(await store.check()).toMatch(/volatile-lru/);
    await redis.admin.config('SET', 'maxmemory-policy', 'noeviction');
    expect(await store.check()).toBeNull();
  });

  it('knows that facts are gone which were lost alone', async () => {
    const store = open();
    await store.done('m', ['a'], terms.nowMs);
    await redis.admin.del('p:{m}:fate:new');
    const later = await store.settle('m', { ...claimOf('a'), nowMs: terms.nowMs + 30_000 });
    expect(later).toMatchObject({ generation: terms.nowMs, knownSinceMs: terms.nowMs + 30_000 });
  });

  it('claims to know nothing of before, once its server has evicted what may expire', async () => {
    const store = open();
    await store.done('m', ['a'], terms.nowMs);
    await redis.admin.config('SET', 'maxmemory-policy', 'volatile-lru');
    const used = Number(/^used_memory:(\d+)/m.exec(await redis.admin.info('memory'))?.[1]);
    await redis.admin.config('SET', 'maxmemory', String(used));
    const filler = 'x'.repeat(1_000);
    for (let index = 0; (await redis.admin.exists('p:{m}:fate:new')) > 0; index += 1)
      await redis.admin.set(`filler${index}`, filler).catch(() => undefined);
    await redis.admin.config('SET', 'maxmemory', '0');
    const later = await store.settle('m', { ...claimOf('a'), nowMs: terms.nowMs + 30_000 });
    expect(later.knownSinceMs).toBe(terms.nowMs + 30_000);
  });

  it.each([
    ['of other topics', 'two@cluster'],
    ['on another cluster', 'one@other'],
  ])('refuses the keys of a deployment %s, and takes them when that one is gone', async (_what, us) => {
    const store = open({ owner: 'one@cluster' });
    await store.push('m', [requestOf('a')], terms);
    const other = open({ owner: us });
    const refusal = `belong to deployment "one@cluster", and this is "${us}".*REDIS_KEY_PREFIX.*DEL p:owner`;
    await events.heard(new RegExp(refusal));
    await expect(other.settle('m', claimOf('a'))).rejects.toThrow(/belong to deployment/);
    expect(await other.check()).toMatch(/belong to deployment/);
    await store.close();
    await redis.admin.del('p:owner');
    await other.ready();
    await expect(other.settle('m', claimOf('a'))).resolves.toBeDefined();
  });

  it('never keeps requests of two deployments, though one was let in after a wipe that the other did not notice', async () => {
    const one = open({ owner: 'one@cluster' });
    await one.push('m', [requestOf('a')], terms);
    await redis.admin.multi().flushall().set('p:owner', 'two@cluster').exec();
    await events.heard(/belong to deployment "two@cluster", and this is "one@cluster"/);
    await expect(one.push('m', [requestOf('b')], terms)).rejects.toThrow(/belong to deployment/);
    await redis.admin.del('p:owner');
    await one.ready();
    await expect(one.push('m', [requestOf('b')], terms)).resolves.toBeDefined();
  });

  it('gives up no group because another one cannot be kept', async () => {
    const store = open();
    await redis.admin.set('p:{m}:waiting:bad', 'left by somebody else');
    const { reply } = await store.push('m', [requestOf('a'), requestOf('x', 'bad'), requestOf('b')], terms);
    expect(reply.map(({ kind }) => kind)).toEqual(['buffered', 'unanswered', 'flush']);
    await redis.admin.zadd('p:{m}:due', 1, 'bad');
    await store.push('m', [requestOf('c')], terms);
    const due = await store.flushDue('m', { ...terms, nowMs: 1_000_500 });
    expect(due.reply.batches.map(({ groupId }) => groupId)).toEqual(['g']);
  });

  it.each(['request', 'place', 'due', 'group', 'lease', 'batch', 'fate:new'])(
    'writes nothing where the key of %s was left by somebody else',
    async (name) => {
      const store = open();
      await store.push('m', [requestOf('a')], terms);
      const kept = await redis.admin.dump(`p:{m}:waiting:g`);
      await redis.admin.del(`p:{m}:${name}`);
      await redis.admin.set(`p:{m}:${name}`, 'left by somebody else');
      await expect(store.push('m', [requestOf('b')], terms)).rejects.toThrow(/WRONGTYPE.*REDIS_KEY_PREFIX/);
      await expect(store.flushDue('m', { ...terms, nowMs: 1_000_500 })).rejects.toThrow(/WRONGTYPE/);
      expect(await redis.admin.dump(`p:{m}:waiting:g`)).toEqual(kept);
    },
  );

  it('frees the facts of the minute before last without standing still', async () => {
    const store = open({ rotateMs: 60_000 });
    await store.done('m', ['first'], terms.nowMs);
    await redis.admin.eval(
      "for index = 1, 300000 do redis.call('HSET', KEYS[1], 'id' .. index, 'd') end return redis.call('HSET', KEYS[1], '', ARGV[1])",
      1,
      'p:{m}:fate:old',
      String(terms.nowMs - 60_000),
    );
    await store.done('m', ['second'], terms.nowMs + 60_000);
    expect(await redis.admin.hlen('p:{m}:fate:old')).toBe(2);
    // What a thread of its own frees is counted when that is done.
    const freedAside = async () => Number(/^lazyfreed_objects:(\d+)/m.exec(await redis.admin.info('memory'))?.[1]);
    while ((await freedAside()) === 0);
    expect(await freedAside()).toBe(1);
  });
});

/** A server that greets like this and closes. */
async function greeter(greeting: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (greeting === '') socket.destroy();
    else socket.end(`${greeting}\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** A name, as of a service, that leads to another server by and by; what is connected stays where it is. */
async function movableName(firstPort: number) {
  let port = firstPort;
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].forEach((one) => one.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (other: number) => void (port = other),
    close: () => void server.close(),
  };
}
