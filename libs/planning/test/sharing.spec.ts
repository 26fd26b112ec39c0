import { shippedProfiles } from '@harmonybatch/model';
import { plan, type AppDemand, type Plan, type PlanResult } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';
import { platforms, type Platform } from './support/platforms';

const slack = 1e-9;
const models = ['vgg19', 'bert', 'videomae', 'gpt2'] as const;
const leastSloMs = { vgg19: 200, bert: 200, videomae: 1000, gpt2: 1000 };

const planFor = (platform: Platform, model: string, apps: readonly AppDemand[], strategy = 'exact'): PlanResult =>
  plan({ strategy, model, profile: shippedProfiles[model]!, ...platform, overheadMs: 0, apps });

function planned(result: PlanResult): Plan {
  if (result.kind !== 'planned') throw new Error(JSON.stringify(result));
  return result.plan;
}

function drawnApps(random: SeededRandomness, model: (typeof models)[number]): AppDemand[] {
  return Array.from({ length: 1 + Math.floor(8 * random.uniform()) }, (_, index) => ({
    name: `app${index}`,
    sloMs: leastSloMs[model] * random.between(1.2, 5),
    rateHz: 0.05 * 400 ** random.uniform(),
  }));
}

const books = platforms.map((platform) => [platform.prices.name, platform] as const);
const today = platforms.find(({ prices }) => prices.name === 'alibaba-current-usd')!;
const tableOne = [
  { name: 'app1', sloMs: 500, rateHz: 5 },
  { name: 'app2', sloMs: 800, rateHz: 10 },
  { name: 'app3', sloMs: 1000, rateHz: 20 },
];

it.each(books)('no strategy that keeps the SLOs has a lower expected bill at %s', (_, platform) => {
  const random = new SeededRandomness(41);
  for (const model of [...models, ...models]) {
    const apps = drawnApps(random, model);
    const own = planned(planFor(platform, model, apps)).expected.costPerSecond;
    for (const strategy of ['harmony', 'mbs']) {
      const other = planned(planFor(platform, model, apps, strategy)).expected.costPerSecond;
      expect(own).toBeLessThanOrEqual(other * (1 + slack));
    }
  }
});

it('nor has one on demand, where what is held depends on how evenly batches come', () => {
  const random = new SeededRandomness(43);
  const onDemand = { ...today, assumedCards: {}, holding: 'on-demand' } as const;
  for (const model of [...models, ...models]) {
    const apps = drawnApps(random, model);
    const own = planned(planFor(onDemand, model, apps));
    expect(own.costPerSecond / own.expected.costPerSecond).toBeCloseTo(1, 9);
    for (const strategy of ['harmony', 'mbs']) {
      const other = planned(planFor(onDemand, model, apps, strategy)).expected.costPerSecond;
      expect(own.expected.costPerSecond).toBeLessThanOrEqual(other * (1 + slack));
    }
  }
});

it('groups that could share a function do where its warm instances cost money', () => {
  const made = planned(planFor(today, 'vgg19', tableOne));
  const functions = new Set(made.groups.map(({ function: shape }) => JSON.stringify(shape)));
  expect(functions.size).toBe(1);
  expect(new Set(made.groups.map(({ warmInstances }) => warmInstances)).size).toBe(1);
  for (const strategy of ['harmony', 'mbs', 'batch']) {
    const other = planned(planFor(today, 'vgg19', tableOne, strategy));
    expect(made.expected.costPerSecond).toBeLessThanOrEqual(other.expected.costPerSecond * (1 + slack));
  }
});

describe('an app that sends more than one function can serve', () => {
  const cpuOnly = { ...today, assumedCards: {} };

  it('is spread over functions, none of which needs more instances than it may have', () => {
    const { groups } = planned(planFor(cpuOnly, 'vgg19', [{ name: 'busy', sloMs: 400, rateHz: 450 }]));
    expect(groups.length).toBeGreaterThan(1);
    expect(new Set(groups.map(({ function: shape }) => JSON.stringify(shape))).size).toBe(groups.length);
    for (const { warmInstances } of groups) expect(warmInstances).toBeLessThanOrEqual(100);
    expect(groups.flatMap(({ apps }) => apps).reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 9);
  });

  it('is refused with the number of instances where several are not enough', () => {
    const result = planFor(cpuOnly, 'vgg19', [{ name: 'busy', sloMs: 400, rateHz: 100_000 }]);
    if (result.kind !== 'unattainable') throw new Error(result.kind);
    expect(result.apps[0]!.message).toMatch(/about \d+ instances busy.*at most 100.*maxInstancesPerFunction/);
  });

  it('is no excuse for a baseline: it refuses too', () => {
    const result = planFor(cpuOnly, 'vgg19', [{ name: 'busy', sloMs: 400, rateHz: 450 }], 'harmony');
    expect(result.kind).toBe('unattainable');
  });

  it('has one function where the catalogue allows for more instances', () => {
    const roomy = { ...cpuOnly, catalogue: { ...cpuOnly.catalogue, maxInstancesPerFunction: 300 } };
    const { groups } = planned(planFor(roomy, 'vgg19', [{ name: 'busy', sloMs: 400, rateHz: 450 }]));
    expect(groups).toHaveLength(1);
    expect(groups[0]!.warmInstances).toBeGreaterThan(100);
  });
});

it.each([false, true])(
  'so many busy apps that no function serves a few of them are planned (stopped: %s)',
  (stopped) => {
    const random = new SeededRandomness(53);
    const apps = Array.from({ length: 220 }, (_, index) => ({
      name: `app${index}`,
      sloMs: random.between(900, 1000),
      rateHz: random.between(2, 16),
      attainment: [0.5, 0.99, 0.9999][index % 3]!,
    }));
    const request = { strategy: 'exact', model: 'vgg19', profile: shippedProfiles['vgg19']!, ...today, overheadMs: 0 };
    const { groups } = planned(plan({ ...request, assumedCards: {}, apps, shouldStop: () => stopped }));
    const served = groups.flatMap((group) => group.apps).reduce((sum, { rateHz }) => sum + rateHz, 0);
    expect(served / apps.reduce((sum, { rateHz }) => sum + rateHz, 0)).toBeCloseTo(1, 9);
    for (const { warmInstances } of groups) expect(warmInstances).toBeLessThanOrEqual(100);
  },
);

it.each(books)('a search that is stopped at once has a whole plan, and says so, at %s', (_, platform) => {
  const random = new SeededRandomness(47);
  const apps = Array.from({ length: 300 }, (__, index) => ({
    name: `app${index}`,
    sloMs: random.between(300, 3000),
    rateHz: 0.01 * 100 ** random.uniform(),
    attainment: [0.9, 0.99, 0.999][index % 3]!,
  }));
  const request = { strategy: 'exact', model: 'vgg19', profile: shippedProfiles['vgg19']!, ...platform, overheadMs: 0 };
  const made = planned(plan({ ...request, apps, shouldStop: () => true }));
  expect(made.notes.join()).toContain('The time for planning was up');
  expect(made.groups.flatMap((group) => group.apps)).toHaveLength(300);
  for (const { apps: members } of made.groups)
    for (const { timeoutMs } of members) expect(timeoutMs).toBeGreaterThanOrEqual(0);
});
