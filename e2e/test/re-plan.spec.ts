import type { PlanPublished } from '@harmonybatch/contracts';
import { freshIds, RunningSystem } from '../harness/running-system';

const groupOf = (plan: PlanPublished, app: string) =>
  plan.groups.find((group) => group.apps.some(({ name }) => name === app));

describe('a re-plan while requests are buffered', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await RunningSystem.start();
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({ name: 'slow', model: 'vgg19', sloMs: 12_000, expectedRateHz: 1 });
    await system.plan((plan) => groupOf(plan, 'slow') !== undefined);
  });

  afterAll(() => system?.stop());

  it('answers every request once, by the plan that it was buffered under or the next one', async () => {
    const before = await system.plan((plan) => groupOf(plan, 'slow') !== undefined);
    const buffered = freshIds(3);
    await system.request('slow', buffered);
    await system.registerApp({ name: 'slower', model: 'vgg19', sloMs: 14_000, expectedRateHz: 1 });
    const after = await system.plan((plan) => groupOf(plan, 'slower') !== undefined);
    const later = freshIds(3);
    await system.request('slow', later);
    const outcomes = await system.outcomes.first([...buffered, ...later]);
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(Array.from({ length: 6 }, () => 'ok'));
    expect([...buffered, ...later].filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    const groups = new Set(outcomes.map(({ outcome }) => outcome.batch?.group));
    const known = [groupOf(before, 'slow')?.id, groupOf(after, 'slow')?.id];
    expect([...groups].filter((group) => !known.includes(group))).toEqual([]);
    expect(groupOf(before, 'slow')?.id).not.toBe(groupOf(after, 'slow')?.id);
  });

  it('leaves an app out that nothing can serve, says the tightest SLO, and rejects its requests', async () => {
    await system.registerApp({ name: 'hasty', model: 'vgg19', sloMs: 20 });
    const plan = await system.plan(({ unservable }) => unservable.some(({ name }) => name === 'hasty'));
    expect(groupOf(plan, 'slow')).toBeDefined();
    expect(plan.unservable[0]?.tightestSloMs).toBeGreaterThan(20);
    const ids = freshIds(1);
    await system.request('hasty', ids);
    const [answer] = await system.outcomes.first(ids);
    expect(answer?.outcome).toMatchObject({ status: 'rejected', error: { code: 'slo_unattainable' } });
  });
});
