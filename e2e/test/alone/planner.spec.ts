import { recordOf, topics, type PlanPublished } from '@harmonybatch/contracts';
import { FcPlatform } from '@harmonybatch/function-compute';
import { freshIds, RunningSystem } from '../../harness/running-system';

const many = 1_200;
const appsOf = (plan: PlanPublished): number => plan.groups.reduce((sum, { apps }) => sum + apps.length, 0);
/** Requests that leave at once: fewer wait until just the time to run them is left, and none in which to make a function again. */
const fullBatch = (plan: PlanPublished): string[] => freshIds(plan.groups[0]!.batchSize);

let system: RunningSystem;

beforeAll(async () => {
  system = await RunningSystem.start();
  await system.registerModel('vgg19', 'vgg19');
  await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 8_000, expectedRateHz: 2 });
  await system.plan((plan) => appsOf(plan) === 1);
});

afterAll(() => system?.stop());

it('makes functions again that the platform has lost, and what was sent meanwhile is answered', async () => {
  const platform = new FcPlatform({
    endpoint: new URL(system.emulator.url).host,
    protocol: 'http',
    regionId: 'cn-hangzhou',
    credentials: { accessKeyId: 'e2e', accessKeySecret: 'e2e' },
  });
  const before = await platform.list();
  for (const { name } of before) await platform.remove(name);
  const ids = fullBatch(await system.plan((plan) => appsOf(plan) === 1));
  await system.request('photos', ids);
  const outcomes = await system.outcomes.first(ids);
  expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(ids.map(() => 'ok'));
  expect(await platform.list()).toEqual(before);
});

it('a platform that is started anew under traffic, while an earlier plan drains, gets its functions again: all is answered', async () => {
  const before = await system.plan((plan) => plan.groups.length > 0);
  const during = freshIds(60);
  const traffic = system.request('photos', during, 50);
  await system.registerApp({ name: 'photos', model: 'vgg19', sloMs: 6_000, expectedRateHz: 40 });
  const next = await system.plan(
    ({ groups }) => groups[0]?.apps[0]?.sloMs === 6_000 && groups[0].id !== before.groups[0]!.id,
  );
  await system.restartEmulator();
  await traffic;
  const outcomes = await system.outcomes.first(during);
  expect(outcomes.filter(({ outcome }) => outcome.status === 'rejected')).toEqual([]);
  const after = fullBatch(next);
  await system.request('photos', after);
  expect((await system.outcomes.first(after)).map(({ outcome }) => outcome.status)).toEqual(after.map(() => 'ok'));
  await system.service('planner').ready();
});

it(`puts a plan for ${many} apps in force, and leads all the while`, async () => {
  const names = Array.from({ length: many }, (_, index) => `app-${index}`);
  await system.producer.send({
    topic: system.topic(topics.appRegistered.name),
    messages: names.map((name, index) =>
      recordOf(topics.appRegistered, { name, model: 'vgg19', sloMs: 4_000 + 5 * index, expectedRateHz: 0.5 }),
    ),
  });
  const members = await system.membersOf('planner', topics.planRequested.name);
  await system.plan((plan) => appsOf(plan) === many + 1);
  expect(await system.membersOf('planner', topics.planRequested.name)).toEqual(members);
});
