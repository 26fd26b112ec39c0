import type { AppRow, Overview } from '@harmonybatch/console-api';
import { OverviewView, type OverviewParts } from '../src/overview/overview';
import { problemOf } from '../src/overview/problem';
import { examplePlan } from './examples';

const nothing = { counts: {}, accepted: 0, spent: 0, unpriced: 0 };

/** The overview of models whose plans cost so much an hour, and whose apps would cost so much alone. */
function overviewOf(
  models: readonly { perHour: number; alone: readonly (number | null)[]; currency?: string }[],
): Overview {
  const plans = models.map(({ perHour, currency = 'CNY' }, at) => ({
    ...examplePlan,
    ...{ model: `model-${at}`, currency, costPerSecond: perHour / 3_600 },
  }));
  const parts = {
    rows: { all: () => [], perHour: () => ({ amount: 0, currency: null, coverage: 'complete', missing: [] }) },
    traffic: { of: () => ({ all: nothing, seconds: 300 }), lastSeconds: () => [] },
    apps: { ofModel: () => [] },
    models: { names: () => [] },
    board: {
      models: () => plans.map(({ model }) => model),
      planOf: (name: string) => ({ epoch: 1, plan: plans.find(({ model }) => model === name)! }),
    },
    waiting: { undecided: () => 0 },
    reports: { troubleOf: () => null },
    reading: { notReadyReasons: () => [] },
    history: { trouble: null },
    clock: { nowMs: () => 0 },
    alone: {
      ofPlan: ({ model }: { model: string }) =>
        new Map(models[Number(model.slice('model-'.length))]!.alone.map((amount, at) => [`app-${at}`, amount])),
    },
    deadLetters: () => 0,
  };
  return new OverviewView(parts as unknown as OverviewParts).of('5m');
}

it('what is saved is of the plans in force, each app alone at the rates that these are made for', () => {
  const { aloneHour, savedShare } = overviewOf([
    { perHour: 6, alone: [8, 4] },
    { perHour: 9, alone: [8] },
  ]);
  expect(aloneHour).toBe(20);
  expect(savedShare).toBeCloseTo(0.25, 12);
});

it.each([
  ['one app alone is not known yet', [{ perHour: 6, alone: [8, null] }]],
  [
    'currencies differ',
    [
      { perHour: 6, alone: [8] },
      { perHour: 9, alone: [8], currency: 'USD' },
    ],
  ],
  ['there is no plan', []],
])('where %s nothing is said to be saved', (_why, models) => {
  expect(overviewOf(models).savedShare).toBeNull();
});

it.each([
  [0.9957, 0.9991, '99.57 %', '99.91 %'],
  [0.288_9, 0.99, '28.8 %', '99 %'],
])('says of %d delivered and %d promised what the list says of them', (delivered, promised, got, wanted) => {
  const apps = [{ app: 'tight', state: 'broken', delivered, promised } as AppRow];
  const { sentence } = problemOf({ readingFaults: [], historyFault: null, apps, planning: [], deadLetters: 0 });
  expect(sentence).toBe(`tight got ${got} in SLO, and was promised ${wanted}.`);
});
