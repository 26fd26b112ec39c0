import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { RedisBatchStore, type RedisSentinels } from '@harmonybatch/batch-store';
import { freePorts, GuardedProcess, redisBinary } from '@harmonybatch/local-backends';
import { CryptoRandomness, HeardEvents, ownRedis, type OwnRedis } from './own-redis';

const terms = { nowMs: 1_000_000, leaseMs: 1_000, maxBatchBytes: 1_000_000 };
const requestOf = (id: string) => ({
  id,
  groupId: 'g',
  batchSize: 8,
  route: '{}',
  flushAtMs: 1_000_500,
  payload: '{}',
});
const group = 'batches';

describe('RedisBatchStore behind Sentinels', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-sentinel-'));
  let primary: OwnRedis;
  let replica: OwnRedis;
  let sentinel: GuardedProcess;
  let sentinelPort: number;
  let nobody: number;
  const stores: RedisBatchStore[] = [];

  const open = (sentinels: Partial<RedisSentinels> = {}): { store: RedisBatchStore; events: HeardEvents } => {
    const events = new HeardEvents();
    // The host of the URL is nobody's: what answers is what the Sentinel names.
    const url = `redis://127.0.0.1:${nobody}`;
    const asked = { nodes: [`127.0.0.1:${sentinelPort}`], primary: group, ...sentinels };
    const store = RedisBatchStore.connect({ url, sentinels: asked, keyPrefix: 'p:', events }, new CryptoRandomness());
    stores.push(store);
    return { store, events };
  };

  beforeAll(async () => {
    [primary, replica] = await Promise.all([ownRedis(), ownRedis()]);
    await replica.admin.replicaof('127.0.0.1', primary.server.port);
    [sentinelPort = 0, nobody = 0] = await freePorts(2);
    sentinel = await startSentinel(sentinelPort, primary.server.port, folder);
    await untilReplicaIsKnown(sentinelPort);
  });
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });
  afterAll(async () => {
    await sentinel.kill();
    await Promise.all([primary.stop(), replica.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks the next Sentinel where one is away', async () => {
    const { store, events } = open({ nodes: [`127.0.0.1:${nobody}`, `127.0.0.1:${sentinelPort}`] });
    await store.ready();
    expect(await store.check()).toBeNull();
    expect(events.notes).toEqual([]);
  });

  it.each([
    [
      'a name that they do not know',
      () => ({ primary: 'other' }),
      /knows a primary called other – set REDIS_SENTINEL_PRIMARY/,
    ],
    [
      'addresses where there is none',
      () => ({ nodes: [`127.0.0.1:${nobody}`] }),
      /no Sentinel of 127\.0\.0\.1:\d+ answers: .* because Connection is closed/,
    ],
  ])('says what is wrong with %s, and refuses calls at once', async (_what, sentinels, reason) => {
    const { store, events } = open(sentinels());
    await events.heard(reason);
    await expect(store.status('m', ['a'], 1)).rejects.toThrow(reason);
    expect(await store.check()).toMatch(reason);
  });

  it('goes on at the replica that takes the place of a primary that was killed, with what it held', async () => {
    const { store, events } = open();
    await store.push('m', [requestOf('a')], terms);
    expect(await primary.admin.wait(1, 10_000)).toBe(1);
    await primary.server.kill();
    await events.heard(/available again/);
    await store.push('m', [requestOf('b')], terms);
    expect((await store.status('m', ['a', 'b'], terms.nowMs)).reply).toEqual(['waiting', 'waiting']);
    expect(await replica.admin.hexists('p:{m}:place', 'b')).toBe(1);
    expect(await store.check()).toBeNull();
  });
});

/** A Sentinel that calls the server its group's primary, and lets the replica take its place after a third of a second. */
async function startSentinel(port: number, primaryPort: number, folder: string): Promise<GuardedProcess> {
  const file = join(folder, 'sentinel.conf');
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor ${group} 127.0.0.1 ${primaryPort} 1`,
    `sentinel down-after-milliseconds ${group} 300`,
    `sentinel failover-timeout ${group} 3000`,
  ];
  writeFileSync(file, `${settings.join('\n')}\n`);
  const command = await redisBinary(() => undefined);
  return GuardedProcess.start({ name: 'Sentinel', command, args: [file, '--sentinel'], logFile: join(folder, 'log') });
}

/** A replica that it does not know of cannot take anybody's place. */
async function untilReplicaIsKnown(port: number): Promise<void> {
  const asking = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null });
  asking.on('error', () => undefined);
  const known = async (): Promise<boolean> => {
    const replicas = (await asking.call('SENTINEL', 'replicas', group)) as unknown[];
    return replicas.length > 0;
  };
  while (!(await known())) await new Promise((resolve) => setTimeout(resolve, 50));
  asking.disconnect();
}
