import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Redis from 'ioredis';
import { startRedis, type RedisBackend } from '@harmonybatch/local-backends';
import { freshIds, RunningSystem } from '../harness/running-system';

const requestGapMs = 40;
const requestsDuring = 75;

describe('a Redis in trouble', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harmonybatch-e2e-redis-'));
  let redis: RedisBackend;
  let admin: Redis;
  let system: RunningSystem;

  beforeAll(async () => {
    redis = await startRedis({ dataDir: folder, logFile: join(folder, 'log') });
    admin = new Redis(redis.url);
    admin.on('error', () => undefined);
    system = await RunningSystem.start(1, { REDIS_URL: redis.url, REDIS_KEY_PREFIX: '' });
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 25 });
    await system.plan((plan) => plan.groups.length > 0);
    await published(20);
  });

  afterAll(async () => {
    await system?.stop();
    admin.disconnect();
    await redis.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  async function published(count: number) {
    const ids = freshIds(count);
    await system.request('photos', ids, requestGapMs);
    return (await system.outcomes.first(ids)).map(({ outcome }) => outcome);
  }

  const reasonsOf = async (service: 'batcher' | 'dispatcher'): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${system.service(service).url}/health/ready`);
    return { status: answer.status, text: await answer.text() };
  };

  const troubles: [string, () => unknown, () => unknown, RegExp][] = [
    [
      'that is a replica',
      () => admin.replicaof('127.0.0.1', 1),
      () => admin.replicaof('NO', 'ONE'),
      /READONLY|LOADING|MASTERDOWN/,
    ],
    [
      'that is full',
      () => admin.config('SET', 'maxmemory', '100000'),
      () => admin.config('SET', 'maxmemory', '0'),
      /out of memory.*CONFIG SET maxmemory/,
    ],
    [
      'that is frozen',
      () => process.kill(redis.pid, 'SIGSTOP'),
      () => process.kill(redis.pid, 'SIGCONT'),
      /no answer in/,
    ],
  ];

  it.each(troubles)(
    '%s: requests are answered all the same, and readiness says why',
    async (_what, trouble, mend, reason) => {
      await trouble();
      const during = await published(requestsDuring);
      const told = [await reasonsOf('batcher'), await reasonsOf('dispatcher')];
      await system.stopService('dispatcher');
      const restarted = system.startService('dispatcher');
      const restartedDuring = await published(5);
      await mend();
      await restarted;
      await system.service('batcher').ready();
      const after = await published(20);
      for (const { status, text } of told) expect([status, text]).toEqual([503, expect.stringMatching(reason)]);
      const refused = during.filter(({ status }) => status !== 'ok');
      expect(refused.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(refused.length).toBeLessThan(requestsDuring / 10);
      expect(restartedDuring).toHaveLength(5);
      expect(after.filter(({ status }) => status !== 'ok')).toEqual([]);
    },
  );
});
