import { topics, type WayMeasured } from '@harmonybatch/contracts';
import { AttainmentWatch } from '@harmonybatch/pipeline';
import { plannerMetrics } from '@harmonybatch/telemetry';
import { inboundRecord } from '../../../ports/test/fake-ports';
import { started } from '../replanner/world';

const told = (answered: WayMeasured['answered']): WayMeasured => ({
  ...{ model: 'vgg19', dispatcher: '0123456789abcdef', sinceMs: 1, untilMs: 2, wayMs: [], answered },
  ...{ leavingMs: 0, dispatchingMs: 0, wireMs: 0, answeringMs: 0 },
});

/** @param meanBatchSize of the app's group; that of a plan for it where absent */
async function watched(meanBatchSize?: number) {
  const world = await started(800);
  const { apps, events } = world;
  const [app] = apps.values();
  const published = world.board.planOf('vgg19')!;
  const [group] = published.plan.groups;
  const plan = { ...published.plan, groups: [{ ...group!, meanBatchSize: meanBatchSize ?? group!.meanBatchSize }] };
  const board = { planOf: () => ({ ...published, plan }) };
  let counts = true;
  const watch = new AttainmentWatch(events, { apps, board, counts: () => counts });
  const tell = (requests: number, late: number, name = app!.name): void =>
    watch.onWayMeasured(
      inboundRecord(topics.wayMeasured.name, told([{ app: name, requests, late }]), { key: 'vgg19' }),
    );
  const warnings = (): unknown[] => events.warnings.filter(({ message }) => message.startsWith('an app gets less'));
  return { world, events, tell, warnings, away: () => (counts = false) };
}

it('tells what is delivered beside what was promised, while it is the one to tell', async () => {
  const { world, events, tell, away } = await watched();
  const [app] = world.apps.values();
  tell(100, 3);
  tell(50, 0);
  const labels = { model: 'vgg19', app: app!.name };
  expect(await events.readingOf(plannerMetrics.attainmentPromised)).toEqual([{ labels, value: 0.99 }]);
  expect(await events.readingOf(plannerMetrics.attainmentDelivered)).toEqual([{ labels, value: 0.98 }]);
  away();
  expect(await events.readingOf(plannerMetrics.attainmentDelivered)).toEqual([]);
});

it('says once that a promise is broken, and again only after it was kept meanwhile', async () => {
  const { events, tell, warnings } = await watched();
  for (let report = 0; report < 10; report += 1) tell(100, 1);
  expect(warnings()).toHaveLength(0);
  for (let report = 0; report < 10; report += 1) tell(100, 40);
  expect(warnings()).toHaveLength(1);
  expect(events.countOf(plannerMetrics.promisesBroken)).toBe(1);
  for (let report = 0; report < 300; report += 1) tell(100, 0);
  for (let report = 0; report < 10; report += 1) tell(100, 40);
  expect(warnings()).toHaveLength(2);
});

it('takes a few late requests for chance', async () => {
  const { tell, warnings } = await watched();
  tell(1, 1);
  tell(20, 2);
  for (let report = 0; report < 50; report += 1) tell(100, report % 2 === 0 ? 2 : 0);
  expect(warnings()).toHaveLength(0);
});

it.each([
  { late: 17, meanBatchSize: 1, broken: 0, why: 'chance leads there once in forty times' },
  { late: 40, meanBatchSize: 1, broken: 1, why: 'chance does not lead there' },
  { late: 40, meanBatchSize: 8, broken: 0, why: 'five batches of eight are late by chance' },
])('$late late of 1,000 in batches of $meanBatchSize: $why', async ({ late, meanBatchSize, broken }) => {
  const { tell, warnings } = await watched(meanBatchSize);
  tell(1_000, late);
  expect(warnings()).toHaveLength(broken);
});

it('judges no app that is not registered, and nothing where another replica does', async () => {
  const { events, tell, away } = await watched();
  tell(100, 100, 'nobody');
  away();
  tell(100, 100);
  expect(events.countOf(plannerMetrics.promisesBroken)).toBe(0);
  expect(await events.readingOf(plannerMetrics.attainmentDelivered)).toEqual([]);
});
