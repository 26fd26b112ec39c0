import type { AppRegistered } from '@harmonybatch/contracts';
import { ManualClock, RecordedEvents } from '../../../libs/ports/test/fake-ports';
import { AppRows } from '../src/apps/app-rows';
import { Traffic } from '../src/traffic/traffic';
import { atMs, epoch, examplePlan, groupId, outcomeOf } from './examples';

const apps: readonly AppRegistered[] = [
  { name: 'tight', model: 'resnet', sloMs: 200 },
  { name: 'elsewhere', model: 'resnet', sloMs: 300, attainment: 0.9 },
];

function rowsOf(clock = new ManualClock(atMs)) {
  const traffic = new Traffic(clock, new RecordedEvents(), { maxApps: 10, beganMs: atMs - 3_600_000 });
  let changed = (): void => undefined;
  const registered = [...apps];
  const registry = {
    get: (name: string) => registered.find((app) => app.name === name),
    values: () => registered,
    onChange: (listener: (name: string, before: undefined, after: undefined) => void): void => {
      changed = () => listener('', undefined, undefined);
    },
  };
  let plan = examplePlan;
  let planChanged = (): void => undefined;
  const board = {
    planOf: () => ({ epoch, plan }),
    onChange: (listener: (model: string) => void): void => {
      planChanged = () => listener(plan.model);
    },
  };
  const rows = new AppRows(registry, board, traffic, { perHour: () => null });
  const register = (app: AppRegistered): void => {
    registered.push(app);
    changed();
  };
  const publish = (published: typeof plan): void => {
    plan = published;
    planChanged();
  };
  return { rows, traffic, register, publish };
}

it('an app is in the groups of the plan that serve it, and was promised what that says', () => {
  const { rows, traffic } = rowsOf();
  traffic.take(outcomeOf(1));
  const [tight, elsewhere] = rows.all('1m');
  expect(tight).toMatchObject({ app: 'tight', state: 'kept', groupIds: [groupId], promised: 0.99, delivered: 1 });
  expect(elsewhere).toMatchObject({ app: 'elsewhere', state: 'unserved', groupIds: [], promised: 0.9 });
  expect(rows.of('tight', '1m')).toEqual(tight);
});

it('makes the rows of a window once for everybody who asks, and anew when figures, apps or plans are others', async () => {
  const clock = new ManualClock(atMs);
  const { rows, traffic, register, publish } = rowsOf(clock);
  const first = rows.all('5m');
  expect(rows.all('5m')).toBe(first);
  traffic.take(outcomeOf(1));
  await clock.advance(10_000);
  const second = rows.all('5m');
  expect(second[0]!.counts.requests).toBe(1);
  register({ name: 'new', model: 'resnet', sloMs: 400 });
  expect(rows.all('5m')).toHaveLength(3);
  expect(rows.all('5m')[0]!.groupIds).toEqual([groupId]);
  publish({ ...examplePlan, groups: [] });
  expect(rows.all('5m')[0]!.groupIds).toEqual([]);
});
