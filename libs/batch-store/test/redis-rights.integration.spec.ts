import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { CryptoRandomness, HeardEvents, ownRedis, type OwnRedis } from './own-redis';

const file = readFileSync(join(__dirname, '..', '..', '..', 'deploy', 'redis', 'harmonybatch.acl'), 'utf8');
/** The batcher's rights contain the dispatcher's. */
const line = file.split('\n').find((one) => one.startsWith('user harmonybatch-batcher '))!;
const rules = line.split(' ').slice(3);
const ofConnection = ['auth', 'hello', 'ping', 'select', 'client|setname'];
/** Asked of the nodes of a cluster alone, with the rights of the file in the test of that. */
const ofCluster = ['asking', 'readonly', 'readwrite', 'cluster|slots'];
const commands = rules.flatMap((rule) => (rule.startsWith('+') ? [rule.slice(1)] : []));
const needed = commands.filter((command) => ![...ofConnection, ...ofCluster].includes(command));

const rotateMs = 1_000;
const leaseMs = 500;
const beganMs = 1_000_000;
const requestOf = (id: string) => ({
  id,
  groupId: 'g',
  batchSize: 2,
  route: '{}',
  flushAtMs: beganMs + 100,
  payload: '{}',
});

/** All that batcher and dispatcher ask of a store, and what makes it forget the oldest facts. */
const work: readonly ((store: RedisBatchStore) => Promise<unknown>)[] = [
  (store) => store.push('m', ['a', 'b', 'c'].map(requestOf), termsAt(beganMs)),
  (store) => store.flushDue('m', termsAt(beganMs + 200)),
  (store) => store.status('m', ['a', 'c'], beganMs + 200),
  (store) => store.recover('m', termsAt(beganMs + 200 + 2 * leaseMs)),
  (store) => store.settle('m', { batchId: 'b1', owner: 'o', ids: ['a'], nowMs: beganMs + 1_200, leaseMs }),
  (store) => store.ack('m', [{ batchId: 'b1', ids: ['a', 'b'] }], beganMs + 1_200),
  (store) => store.done('m', ['a'], beganMs + 1_200),
  (store) => store.status('m', ['a'], beganMs + 3 * rotateMs),
];
/** A batch that takes less than waits leaves some of it behind. */
const termsAt = (nowMs: number) => ({ nowMs, leaseMs, maxBatchBytes: 3 });

describe('a Redis whose user lacks a command', () => {
  let redis: OwnRedis;
  let store: RedisBatchStore | undefined;

  beforeAll(async () => (redis = await ownRedis()));
  afterEach(() => store?.close());
  afterAll(() => redis.stop());

  const open = async (left: readonly string[]): Promise<HeardEvents> => {
    await redis.admin.flushall();
    await redis.admin.call('ACL', 'SETUSER', 'worker', 'reset', 'on', '>password', ...left);
    const events = new HeardEvents();
    store = RedisBatchStore.connect(
      {
        url: redis.server.url,
        login: { username: 'worker', password: 'password' },
        keyPrefix: 'harmonybatch:',
        owner: 'test',
        rotateMs,
        commandTimeoutMs: 5_000,
        settleTimeoutMs: 5_000,
        events,
      },
      new CryptoRandomness(),
    );
    return events;
  };

  it('does all work with the rights of the file', async () => {
    const events = await open(rules);
    await store!.ready();
    for (const call of work) await call(store!);
    expect(await store!.check()).toBeNull();
    expect(events.notes).toEqual([]);
  });

  it.each(needed)('says that a right is lacking, and what gives it: %s', async (command) => {
    const events = await open(rules.filter((rule) => rule !== `+${command}`));
    // Where a call is refused those that follow are too, until the connection is new: the first refusal is enough.
    for (const call of work) {
      if (events.notes.length > 0) break;
      await Promise.race([store!.ready().then(() => call(store!)), events.heard(/./)]).catch(() => undefined);
      await store!.check();
    }
    const said = events.notes[0] ?? (await store!.check()) ?? 'nothing';
    // Redis 6 does not say which command a script was refused.
    expect(said).toMatch(/deploy\/redis\/harmonybatch\.acl/);
  });
});
