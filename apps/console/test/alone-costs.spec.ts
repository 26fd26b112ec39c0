import type { PlanPublished } from '@harmonybatch/contracts';
import { AloneCosts } from '../src/plans/alone-costs';
import { atMs, epoch, exampleModel, examplePlan } from './examples';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function aloneOn(live: PlanPublished) {
  const models = { get: jest.fn(() => exampleModel) };
  const board = {
    planOf: () => ({ epoch, plan: live }),
    plannedRateHz: (_model: string, app: string) =>
      live.groups.flatMap((group) => group.apps).find(({ name }) => name === app)?.rateHz ?? 0,
  };
  return { alone: new AloneCosts(models, board), planned: models.get };
}

async function known(alone: AloneCosts, plan: PlanPublished): Promise<ReadonlyMap<string, number | null>> {
  while ([...alone.ofPlan(plan).values()].includes(null)) await turn();
  return alone.ofPlan(plan);
}

it('says of no app what it costs alone before it was planned, and then the same to everybody who asks', async () => {
  const { alone, planned } = aloneOn(examplePlan);
  expect([...alone.ofPlan(examplePlan)]).toEqual([
    ['tight', null],
    ['loose', null],
  ]);
  const costs = await known(alone, examplePlan);
  expect(costs.get('tight')).toBeGreaterThan(costs.get('loose')!);
  expect(alone.ofPlan(examplePlan)).toBe(costs);
  expect(planned).toHaveBeenCalledTimes(2);
});

it('plans an app alone once for all plans on the same terms', async () => {
  const { alone, planned } = aloneOn(examplePlan);
  const costs = await known(alone, examplePlan);
  const later = { ...examplePlan, plannedAtMs: atMs };
  expect(await known(alone, later)).toEqual(costs);
  expect(planned).toHaveBeenCalledTimes(2);
  await known(alone, { ...examplePlan, overheadMs: examplePlan.overheadMs + 1 });
  expect(planned).toHaveBeenCalledTimes(4);
});

it('an hour at another rate costs as much a request', async () => {
  const { alone } = aloneOn(examplePlan);
  const costs = await known(alone, examplePlan);
  const tight = { name: 'tight', model: 'resnet' };
  expect(alone.perHour(tight, 8)).toBe(costs.get('tight'));
  expect(alone.perHour(tight, 12)).toBeCloseTo(costs.get('tight')! * 1.5, 12);
  expect(alone.perHour(tight, 0)).toBeNull();
  expect(alone.perHour({ name: 'unplanned', model: 'resnet' }, 8)).toBeNull();
});
