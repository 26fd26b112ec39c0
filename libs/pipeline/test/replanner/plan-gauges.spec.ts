import { topics } from '@harmonybatch/contracts';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { started, type World } from './world';

it('tells of the plan in force, what it costs and wants, and how new its rates are', async () => {
  const world = await started(800);
  const { events, board } = world;
  const { epoch, plan } = board.planOf('vgg19')!;
  const value = async (gauge: Parameters<typeof events.readingOf>[0]) =>
    (await events.readingOf(gauge)).map((sample) => sample.value);
  expect(await value(plannerMetrics.epoch)).toEqual([epoch]);
  expect(await value(plannerMetrics.publishedAt)).toEqual([plan.plannedAtMs / 1_000]);
  expect(await events.readingOf(plannerMetrics.costPerSecond)).toEqual([
    { labels: { model: 'vgg19', currency: plan.currency }, value: plan.costPerSecond },
  ]);
  const wanted = plan.groups.map(({ functionName, warmInstances }) => ({
    labels: { model: 'vgg19', function: functionName },
    value: warmInstances,
  }));
  expect(await events.readingOf(plannerMetrics.sessions)).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(0);
});

it('takes the newest rate of the apps of a model, and forgets a plan that is withdrawn', async () => {
  const world = await started(800);
  const { events, board, replanner } = world;
  const app = world.apps.names()[0]!;
  const newest = () => events.readingOf(plannerMetrics.ratesAt);
  expect(await newest()).toEqual([]);
  world.app('other', 900);
  for (const [name, estimatedAtMs] of [
    [app, 2_000],
    ['other', 5_000],
    ['nobody', 9_000],
  ] as const) {
    const rate = { app: name, rateHz: 20, standardErrorHz: 1, windowSeconds: 60, estimatedAtMs };
    expect(replanner.onRateEstimated(inboundRecord(topics.rateEstimated.name, rate, { key: name }))).toBeNull();
  }
  expect(await newest()).toEqual([{ labels: { model: 'vgg19' }, value: 5 }]);
  expect(board.apply(inboundRecord(topics.planPublished.name, null, { key: 'vgg19' }))).toBeNull();
  expect([await newest(), await events.readingOf(plannerMetrics.epoch)]).toEqual([[], []]);
});

const consideredAtMs = async (world: World): Promise<number | undefined> => {
  const [reading] = await world.events.readingOf(plannerMetrics.consideredAt);
  return reading === undefined ? undefined : reading.value * 1_000;
};

describe('when the plan was last considered', () => {
  it('moves with rates that it is found right for', async () => {
    const world = await started();
    const before = (await consideredAtMs(world))!;
    expect(before).toBeLessThanOrEqual(world.clock.nowMs());
    await world.clock.advance(60_000);
    const toldAtMs = world.clock.nowMs();
    world.rate('photos', 20);
    await world.settle();
    expect(world.plans()).toHaveLength(1);
    expect(await consideredAtMs(world)).toBeGreaterThanOrEqual(toldAtMs);
  });

  it('stands still while no plan can be put in force', async () => {
    const world = await started();
    world.platform.failures = 2;
    world.app('search', 5_000, 1);
    const before = await consideredAtMs(world);
    await world.settle(1_000);
    expect(world.plans()).toHaveLength(1);
    expect(await consideredAtMs(world)).toBe(before);
    await world.settle(20_000);
    expect(await consideredAtMs(world)).toBeGreaterThan(before!);
  });

  it('is told by the leader alone', async () => {
    const world = await started();
    world.replanner.follow();
    expect(await consideredAtMs(world)).toBeUndefined();
  });
});

it('SLOs are told of every app of a model with a plan, in seconds', async () => {
  const world = await started(500);
  expect(await world.events.readingOf(plannerMetrics.slo)).toEqual([
    { labels: { model: 'vgg19', app: 'photos' }, value: 0.5 },
  ]);
});
