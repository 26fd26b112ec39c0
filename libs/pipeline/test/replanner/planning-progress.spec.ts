import { compile, PlanningReported, modelVersionOf, topics } from '@harmonybatch/contracts';
import { PlanMaker, PlanningProgressPublisher, type MadePlans } from '@harmonybatch/pipeline';
import { FakePublisher, RecordedEvents } from '../../../ports/test/fake-ports';
import { started, World } from './world';

const validator = compile(PlanningReported);

/** Makes no plan until it is told to fail. */
class SlowPlanMaker extends PlanMaker {
  fail: (error: Error) => void = () => undefined;
  override make(): Promise<MadePlans> {
    return new Promise((_resolve, reject) => (this.fail = reject));
  }
}

describe('how far planning has come', () => {
  it('is told when a plan is in force, for the state of the model that it is for', async () => {
    const world = await started();
    const { reports } = world.progress;
    expect(reports).toEqual([expect.objectContaining({ model: 'vgg19', state: 'in_force', reason: 'first', apps: 1 })]);
    expect(reports[0]!.modelVersion).toBe(modelVersionOf(world.models.get('vgg19')!));
    expect(reports.map((report) => validator.check(report))).toEqual([true]);
  });

  it('is told with the reason where the platform refuses, until it does no more', async () => {
    const world = new World();
    world.platform.failures = 2;
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle(20_000);
    const { reports } = world.progress;
    expect(reports.map(({ state, message, retryInMs }) => [state, message, retryInMs])).toEqual([
      ['failed', 'no quota', 1_000],
      ['failed', 'no quota', 2_000],
      ['in_force', undefined, undefined],
    ]);
    expect(reports.every((report) => validator.check(report))).toBe(true);
  });

  it('is told while it takes long, and that it failed', async () => {
    const planMaker = new SlowPlanMaker();
    const world = new World({}, planMaker);
    world.model();
    world.app('photos', 500);
    world.replanner.lead();
    await world.settle(10_000);
    expect(world.progress.reports.map(({ state, message }) => [state, message])).toEqual([
      ['planning', '1 apps, for 2 s'],
      ['planning', '1 apps, for 7 s'],
    ]);
    planMaker.fail(new Error(`no plan ${'!'.repeat(5_000)}`));
    await world.settle(100);
    const last = world.progress.reports.at(-1)!;
    expect([last.state, validator.check(last)]).toEqual(['failed', true]);
    world.replanner.follow();
    await world.settle(60_000);
    expect(world.progress.reports.at(-1)).toBe(last);
  });

  it('is settled where what failed is not wanted any more', async () => {
    const world = await started();
    world.platform.failures = 1;
    world.app('search', 900);
    await world.settle(500);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'failed', reason: 'app' });
    world.app('search', null);
    await world.settle(5_000);
    expect(world.plans()).toHaveLength(1);
    expect(world.progress.reports.at(-1)).toMatchObject({ state: 'in_force', apps: 1 });
  });

  it('ends with the last app', async () => {
    const world = await started();
    world.app('photos', null);
    await world.settle();
    expect(world.progress.endedModels).toEqual(['vgg19']);
  });
});

it('is written in the order in which it was told, whatever could not be written', async () => {
  const publisher = new FakePublisher();
  publisher.failures = 1;
  const events = new RecordedEvents();
  const progress = new PlanningProgressPublisher({ publisher, events });
  const world = await started();
  const [report] = world.progress.reports;
  for (const apps of [1, 2, 3]) progress.report({ ...report!, apps });
  progress.end('vgg19');
  await new Promise((resolve) => setImmediate(resolve));
  expect(publisher.records.map(({ topic, key, value }) => [topic, key, value === null])).toEqual(
    [false, false, true].map((isEnd) => [topics.planningReported.name, 'vgg19', isEnd]),
  );
  expect(events.faults).toHaveLength(1);
});
