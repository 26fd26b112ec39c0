import { topics, type TopicContract } from '@harmonybatch/contracts';
import { freshIds, RunningSystem } from '../harness/running-system';

const rehearsed = ['ingest', 'batcher', 'dispatcher'] as const;
const written: readonly TopicContract[] = [
  topics.inferenceAccepted,
  topics.batchReady,
  topics.inferenceCompleted,
  topics.arrivalCounted,
  topics.batchExecuted,
];

describe('services that rehearse', () => {
  let system: RunningSystem;

  beforeAll(async () => (system = await RunningSystem.start(1, { HARMONYBATCH_WARM_UP_MS: '3000' })));
  afterAll(() => system?.stop());

  const recordsOf = async (topic: string): Promise<number> => {
    const admin = system.kafka.admin();
    await admin.connect();
    try {
      const offsets = await admin.fetchTopicOffsets(system.topic(topic));
      return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    } finally {
      await admin.disconnect();
    }
  };

  test('have done so when they are ready, and nothing of it is to be seen', async () => {
    for (const name of rehearsed) {
      const service = system.service(name);
      expect(service.log()).toMatch(/"rounds":[1-9]\d*,"afterMs":\d+,"msg":"warm"/);
      const metrics = await service.metrics();
      const counted = metrics.split('\n').filter((line) => /^harmonybatch_\w+_(total|count)\{/.test(line));
      expect(counted.length).toBeGreaterThan(0);
      expect(counted.filter((line) => !line.endsWith(' 0'))).toEqual([]);
      expect(metrics).not.toContain('"rehearsal');
    }
    for (const { name } of written) expect([name, await recordsOf(name)]).toEqual([name, 0]);
  });

  test('answer what comes then', async () => {
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6_000, expectedRateHz: 20 });
    await system.plan(({ groups }) => groups.length > 0);
    const ids = freshIds(20);
    await system.request('photos', ids);
    for (const { outcome } of await system.outcomes.first(ids)) expect(outcome.status).toBe('ok');
  });
});
