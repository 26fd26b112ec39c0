import { join } from 'node:path';
import { freshIds, RunningSystem, type ServiceName } from '../harness/running-system';

const clockAhead = join(__dirname, '..', '..', 'libs', 'service-kit', 'test', 'fixtures', 'clock-ahead.cjs');

const requestCount = 600;
const leastShare = 0.25;
const apps = ['photos', 'search', 'mail', 'chat', 'maps', 'news', 'shop', 'bank'];

describe('two replicas of every service', () => {
  let system: RunningSystem;
  let ids: string[];

  beforeAll(async () => {
    system = await RunningSystem.start(2);
    await system.registerModel('vgg19', 'vgg19');
    for (const name of apps) await system.registerApp({ name, model: 'vgg19', sloMs: 6000, expectedRateHz: 40 });
    await system.plan((plan) => plan.groups.flatMap((group) => group.apps).length === apps.length);
    ids = freshIds(requestCount);
    for (const [index, id] of ids.entries()) await system.request(apps[index % apps.length]!, [id], 5);
    await system.outcomes.first(ids);
  });

  afterAll(() => system?.stop());

  it('answer every request once', () => {
    expect(ids.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    expect(ids.map((id) => system.outcomes.records(id)[0]!.outcome).filter(({ status }) => status !== 'ok')).toEqual(
      [],
    );
  });

  it.each<[ServiceName, string]>([
    ['ingest', 'requests_received'],
    ['rate-estimator', 'arrivals_counted'],
    ['batcher', 'requests_pushed'],
    ['dispatcher', 'invocations'],
  ])('%s: each does at least a quarter of the work', async (name, work) => {
    const handled = await Promise.all(
      system.services.get(name)!.map((service) => service.counter(`harmonybatch_${work}_total`)),
    );
    const total = handled.reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(0);
    expect(Math.min(...handled) / total).toBeGreaterThanOrEqual(leastShare);
  });

  it('planner: one plans, and the other takes over when it goes', async () => {
    const planners = system.services.get('planner')!;
    const plans = await Promise.all(planners.map((service) => service.counter('harmonybatch_plans_published_total')));
    expect(plans.filter((count) => count > 0)).toHaveLength(1);
    await system.stopService(
      'planner',
      plans.findIndex((count) => count > 0),
    );
    await system.registerApp({ name: 'late-comer', model: 'vgg19', sloMs: 3900, expectedRateHz: 10 });
    const plan = await system.plan(({ groups }) =>
      groups.some((group) => group.apps.some(({ name }) => name === 'late-comer')),
    );
    expect(plan.reason).toBe('app');
  });

  it('one batcher and one dispatcher whose clocks are two seconds ahead hurt no request, and say so', async () => {
    const wrong = { NODE_OPTIONS: `--require ${clockAhead}` };
    for (const name of ['batcher', 'dispatcher'] as const) {
      await system.stopService(name);
      const service = await system.startService(name, wrong);
      // Less or more by what the answer took on a busy machine.
      expect(service.log()).toMatch(/this machine's clock is [12]\d{3} ms ahead of the brokers'/);
      expect(String(await service.counter('harmonybatch_clock_skew_seconds'))).toMatch(/^[12](\.\d+)?$/);
    }
    const sent = freshIds(300);
    for (const [index, id] of sent.entries()) await system.request(apps[index % apps.length]!, [id], 5);
    const outcomes = await system.outcomes.first(sent);
    expect(outcomes.filter(({ outcome }) => outcome.status !== 'ok')).toEqual([]);
    for (const name of ['batcher', 'dispatcher'] as const) {
      const work = name === 'batcher' ? 'requests_pushed' : 'invocations';
      expect(await system.services.get(name)!.at(-1)!.counter(`harmonybatch_${work}_total`)).toBeGreaterThan(0);
    }
  });
});
