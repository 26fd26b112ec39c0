import { identityOfId, topics } from '@harmonybatch/contracts';
import { RedisBatchStore } from '@harmonybatch/batch-store';
import { Batcher, batcherDefaults, Dispatcher, dispatcherDefaults } from '@harmonybatch/pipeline';
import { batcherMetrics } from '@harmonybatch/telemetry';
import { model, PipelineWorld, planOf } from '../../../libs/pipeline/test/pipeline-world';
import { CryptoRandomness, HeardEvents, ownRedis, type OwnRedis } from '../../../libs/batch-store/test/own-redis';

const group = '1'.repeat(16);
const neighbour = '2'.repeat(16);
const plan = planOf([
  { id: group, apps: { patient: 600 }, batchSize: 3 },
  { id: neighbour, apps: { bystander: 600 }, batchSize: 3 },
]);
const stepMs = 20;
/** Longer than any request may take. */
const longMs = 3_000;
/** After so long the store's word alone counts for requests that arrive. */
const knowsAllMs = 6_000;

/** Every key that there is for a model with a group that waits, and the deployment's own. */
const ofModel = ['meta', 'fate:new', 'fate:old', 'request', 'place', 'due', 'group', 'lease', 'batch'];
const keys = [...[...ofModel, `waiting:${group}`].map((name) => `p:{${model}}:${name}`), 'p:owner'];

/** The pipeline on virtual time, its buffers in a real Redis. */
class WorldOnRedis extends PipelineWorld {
  readonly heard = new HeardEvents();
  readonly redisStore: RedisBatchStore;
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(url: string) {
    super();
    const patient = { commandTimeoutMs: 5_000, settleTimeoutMs: 5_000, silentAfterMs: 5_000 };
    const settings = { url, keyPrefix: 'p:', owner: 'us@cluster', events: this.heard, ...patient };
    this.redisStore = RedisBatchStore.connect(settings, new CryptoRandomness());
    this.publishPlan(plan);
    const dispatcher = new Dispatcher(this.ports(), dispatcherDefaults);
    this.log.consume(topics.batchReady.name, (records) => dispatcher.accept(records));
  }

  /** One more batcher, which reads everything from the beginning. */
  reader(): Batcher {
    const batcher = new Batcher(this.ports(), this.board, batcherDefaults);
    batcher.start();
    this.log.consume(topics.inferenceAccepted.name, (records) => batcher.accept(records));
    return batcher;
  }

  /** Lets time pass as the store answers: whatever was asked of it by a time is answered at that time. */
  async pass(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      await this.clock.advance(stepMs);
      while (this.underWay.size > 0) {
        await Promise.allSettled(this.underWay);
        await this.clock.advance(0);
      }
    }
  }

  private ports() {
    const { clock, randomness, events, intake, log: publisher, functions: invoker, outcomeLog: outcomes } = this;
    const store = this.watched();
    return { store, outcomes, invoker, publisher, clock, randomness, events, intake };
  }

  private watched(): RedisBatchStore {
    return new Proxy(this.redisStore, {
      get:
        (store, name: keyof RedisBatchStore) =>
        (...args: unknown[]) => {
          const asked = (store[name] as (...args: unknown[]) => Promise<unknown>)(...args);
          this.underWay.add(asked);
          void asked.catch(() => undefined).finally(() => this.underWay.delete(asked));
          return asked;
        },
    });
  }
}

describe('a key that was lost, or that somebody else wrote to, while requests wait', () => {
  let redis: OwnRedis;
  let world: WorldOnRedis;

  beforeAll(async () => {
    redis = await ownRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    await redis.admin.flushall();
    world = new WorldOnRedis(redis.server.url);
    await world.redisStore.ready();
  });
  afterEach(() => world.redisStore.close());

  /** Requests of both groups wait when `harm` is done, more come after. */
  async function requestsAround(harm: () => Promise<unknown>): Promise<string[]> {
    await world.request('bystander', 'w');
    await world.pass(knowsAllMs);
    await Promise.all([world.request('patient', 'a'), world.request('bystander', 'x')]);
    await world.pass(100);
    await harm();
    await Promise.all([world.request('patient', 'b'), world.request('bystander', 'y')]);
    await world.pass(longMs);
    return ['a ok', 'b ok', 'w ok', 'x ok', 'y ok'];
  }

  const foreign: [string, (key: string) => Promise<unknown>][] = [
    ['string', (key) => redis.admin.set(key, 'of somebody else')],
    ['list', (key) => redis.admin.lpush(key, 'of somebody else')],
  ];
  const types: [string, string, (key: string) => Promise<unknown>][] = keys.flatMap((key) =>
    foreign
      .filter(([type]) => key !== 'p:owner' || type === 'list')
      .map(([type, write]): (typeof types)[number] => [type, key, write]),
  );

  it.each(keys)('costs no request its answer: %s lost', async (key) => {
    const batcher = world.reader();
    const answers = await requestsAround(() => redis.admin.del(key));
    expect(world.answers()).toEqual(answers);
    expect(batcher.heldCount).toBe(0);
  });

  const spoiled: [string, string, string, string][] = [
    ['meta', 'founded', 'x', 'no time'],
    ['fate:new', '', 'x', 'no time'],
    ['fate:old', '', 'x', 'no time'],
    ['fate:new', identityOfId('patient', '', 'a'), 'r|x', 'half a claim'],
    ['group', `${group}|size`, 'x', 'no number'],
    ['group', `${group}|bytes`, 'x', 'no number'],
    ['batch', 'b', '{"ids":7}', 'no list'],
    ['batch', 'b', '{"ids":[{}]}', 'a list of no ids'],
    ['batch', 'b', '[1]', 'no batch'],
    ['batch', 'b', `{"ids":["${identityOfId('patient', '', 'a')}"]}`, 'no route'],
  ];

  it.each(spoiled)('costs no request its answer, and is mended: %s with "%s" = %s, %s', async (name, field, value) => {
    const batcher = world.reader();
    const key = `p:{${model}}:${name}`;
    const answers = await requestsAround(async () => {
      await redis.admin.hset(key, field, value);
      if (name === 'batch') await redis.admin.zadd(`p:{${model}}:lease`, 1, field);
    });
    expect(world.answers()).toEqual(answers);
    expect(batcher.heldCount).toBe(0);
    expect(world.heard.warnings).toEqual([]);
    if (name !== 'fate:old') expect(await redis.admin.hget(key, field)).not.toBe(value); // that one ages out
  });

  it.each(types)('costs no request its answer, and is named: a %s at %s', async (type, key, write) => {
    const batcher = world.reader();
    const answers = await requestsAround(async () => {
      await redis.admin.del(key);
      await write(key);
    });
    expect(world.answers()).toEqual(answers);
    expect(batcher.heldCount).toBe(0);
    if (key === 'p:owner') return;
    const told = world.heard.warnings.map(([message]) => message).filter((message) => message.includes(key));
    expect(told).toEqual([expect.stringMatching(new RegExp(`is a ${type}.*DEL.*REDIS_KEY_PREFIX`))]);
    expect(await world.redisStore.check()).toContain(key);
  });

  it.each(types)(
    'once it is mended, nothing that was answered is answered again: a %s at %s',
    async (_type, key, write) => {
      const batcher = world.reader();
      const answers = await requestsAround(async () => {
        await redis.admin.del(key);
        await write(key);
      });
      await redis.admin.del(key);
      await world.pass(longMs);
      await batcher.stop();
      world.reader();
      await world.pass(longMs);
      expect(world.answers()).toEqual(answers);
      const withoutStore = () => world.events.countOf(batcherMetrics.withoutStore);
      const before = withoutStore();
      await Promise.all([world.request('patient', 'c'), world.request('patient', 'd')]);
      await world.pass(longMs);
      expect(world.answers()).toEqual([...answers, 'c ok', 'd ok'].sort());
      expect(withoutStore()).toBe(before);
      expect(await world.redisStore.check()).toBeNull();
    },
  );
});
