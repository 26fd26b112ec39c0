import { freshIds, RunningSystem, serviceNames } from '../harness/running-system';

const requestGapMs = 20;

describe('stopping and starting a service', () => {
  let system: RunningSystem;

  beforeAll(async () => {
    system = await RunningSystem.start();
    await system.registerModel('vgg19', 'vgg19');
    await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6000, expectedRateHz: 40 });
    await system.plan((plan) => plan.groups.length > 0);
    await system.outcomes.first(await published(system, 20));
  });

  afterAll(() => system?.stop());

  it.each([...serviceNames])('%s: one outcome each, none expires outside the outage', async (name) => {
    const before = await published(system, 50);
    const outageBeganAtMs = Date.now();
    const stopped = system.stopService(name);
    const during = await published(system, 50);
    await stopped;
    await system.startService(name);
    const outageEndedAtMs = Date.now();
    const after = await published(system, 50);
    const ids = [...before, ...during, ...after];
    const outcomes = await system.outcomes.first(ids);
    expect(ids.filter((id) => system.outcomes.records(id).length !== 1)).toEqual([]);
    const expiredOutside = outcomes.filter(({ outcome: { status, timing, sloMs = 0 } }) => {
      const inside = timing.arrivedAtMs + sloMs >= outageBeganAtMs && timing.arrivedAtMs <= outageEndedAtMs;
      return status !== 'ok' && !(status === 'expired' && inside);
    });
    expect(expiredOutside).toEqual([]);
  });
});

async function published(system: RunningSystem, count: number): Promise<string[]> {
  const ids = freshIds(count);
  await system.request('photos', ids, requestGapMs);
  return ids;
}
