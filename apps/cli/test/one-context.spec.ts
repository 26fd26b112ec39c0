import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replannerDefaults } from '@harmonybatch/pipeline';
import { planningDefaults } from '@harmonybatch/planning';
import { cli } from './captured-terminal';

const folder = mkdtempSync(join(tmpdir(), 'hb-context-'));
afterAll(() => rmSync(folder, { recursive: true }));

const megabyte = 1024 * 1024;
const of2023 = ['--prices', 'prototype-2023-cny', '--catalogue', 'alibaba-2023'];
const samples = join(__dirname, '..', '..', 'local', 'samples', 'apps.yaml');

function file(name: string, value: unknown): string {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return join(folder, name);
}

interface Shown {
  readonly overheadMs: number;
  readonly holding: string;
  readonly prices: string;
  readonly catalogue: string;
  readonly costPerRequest: number;
  readonly costPerSecond: number;
  readonly ownEstimate: { readonly costPerRequest: number };
  readonly groups: { batchSize: number; function: object; costPerRequest: number; warmInstances?: number }[];
  readonly notes: string[];
  readonly total: { readonly perMonth: number; readonly today?: { readonly savedShare: number } };
}

async function planned(path: string, ...options: string[]): Promise<Shown> {
  const { stdout, stderr } = await cli(['plan', path, '--json', ...options]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Shown;
}

interface Simulated {
  readonly input: Partial<Shown> & { readonly maxItemBytes?: number };
  readonly runs: {
    readonly report: {
      readonly plans: Shown[];
      readonly bill: { active: number; idle: number; minimum: number; total: number; perSecond: number };
    };
  }[];
}

async function simulated(path: string, ...options: string[]): Promise<Simulated> {
  const { stdout, stderr } = await cli(['simulate', path, '--json', '--fixed', '--strategy', 'exact', ...options]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Simulated;
}

const priceBookFile = {
  name: 'mine',
  effectiveDate: '2026-11-01',
  currency: 'EUR',
  active: { perVcpuSecond: 1e-5, perMemoryGbSecond: 1e-6, perGpuMemoryGbSecond: {} },
  idle: { perVcpuSecond: 1e-5, perMemoryGbSecond: 1e-6, perGpuMemoryGbSecond: {} },
  perInvocation: 0,
  billingStepSeconds: { cpu: 0, gpu: 0 },
  gpuFunctionsPayHost: true,
  keepAliveSeconds: { cpu: 'forever', gpu: 'forever' },
};

const shapesOf = ({ groups }: Pick<Shown, 'groups'>) =>
  groups.map(({ batchSize, function: shape }) => ({ batchSize, ...shape }));

test('the command line plans with the defaults of the planner service, and says them', async () => {
  expect(replannerDefaults).toMatchObject(planningDefaults);
  const shown = await planned(samples);
  expect(shown).toMatchObject({
    prices: replannerDefaults.prices.name,
    catalogue: replannerDefaults.catalogue.name,
    overheadMs: replannerDefaults.overheadMs,
    holding: 'warm',
  });
  const { stdout } = await cli(['plan', samples]);
  for (const fact of ['catalogue alibaba-current', '60 ms kept for the way', 'instances kept warm']) {
    expect(stdout).toContain(fact);
  }
});

test('the shipped samples cost the same planned from their file and by the replanner', async () => {
  const [offline, live] = [await planned(samples), await simulated(samples, '--duration', '60s')];
  const [plan] = live.runs[0]!.report.plans;
  expect(shapesOf(plan!)).toEqual(shapesOf(offline));
  expect(plan!.costPerSecond).toBeCloseTo(offline.costPerSecond, 12);
});

test.each<[string, object, string[]]>([
  ['items that an invocation takes few of', { maxItemBytes: 12 * megabyte }, []],
  ['items that leave no limit', {}, []],
  ['instances on demand', {}, ['--on-demand']],
  ['another overhead', {}, ['--overhead', '200']],
])('simulate plans what plan plans: %s', async (_, model, options) => {
  const path = file('apps.json', {
    model: 'vgg19',
    ...model,
    apps: [
      { name: 'app1', sloMs: 800, rateHz: 20 },
      { name: 'app2', sloMs: 1200, rateHz: 10 },
    ],
  });
  const offline = await planned(path, ...of2023, ...options);
  const { input, runs } = await simulated(path, '--duration', '60s', ...of2023, ...options);
  const [plan] = runs[0]!.report.plans;
  expect(shapesOf(plan!)).toEqual(shapesOf(offline));
  expect(plan!.costPerSecond).toBeCloseTo(offline.costPerSecond, 12);
  expect(input).toMatchObject({ holding: offline.holding, overheadMs: offline.overheadMs, ...model });
  for (const { batchSize } of offline.groups) if ('maxItemBytes' in model) expect(batchSize).toBeLessThanOrEqual(2);
  for (const { warmInstances } of plan!.groups) expect(warmInstances === 0).toBe(options.includes('--on-demand'));
});

test('the hourly minimum is in the price and in the bill', async () => {
  const rare = file('rare.json', { model: 'bert', apps: [{ name: 'rare', sloMs: 2000, rateHz: 0.0015 }] });
  const demand = ['--on-demand', '--duration', '2h', '--warm-up', '1s'];
  const { costPerSecond } = await planned(rare, '--on-demand');
  const { bill } = (await simulated(rare, ...demand)).runs[0]!.report;
  expect(bill.minimum).toBeGreaterThan(0);
  expect(bill.total).toBeCloseTo(bill.active + bill.idle + bill.minimum, 12);
  expect(Math.abs(bill.perSecond / costPerSecond - 1)).toBeLessThan(0.2);
});

test('the headline of every strategy is its expected bill, and its own estimate stands beside it', async () => {
  const path = file('three.json', {
    model: 'vgg19',
    apps: [500, 800, 1000].map((sloMs, index) => ({ name: `app${index}`, sloMs, rateHz: 5 * 2 ** index })),
  });
  const exact = await planned(path, ...of2023);
  for (const strategy of ['harmony', 'mbs']) {
    const other = await planned(path, '--strategy', strategy, ...of2023);
    expect(other.costPerRequest).toBeGreaterThanOrEqual(exact.costPerRequest);
    expect(other.ownEstimate.costPerRequest).not.toBeCloseTo(other.costPerRequest, 9);
  }
  const { stdout } = await cli(['plan', path, '--strategy', 'harmony', ...of2023]);
  expect(stdout).toContain('per million by Eq. 6, as the published method counts');
});

test('what is paid today is compared in its own currency alone', async () => {
  const apps = [{ name: 'app', sloMs: 800, rateHz: 5 }];
  const path = (currency: string) => file('today.json', { model: 'vgg19', apps, today: { perMonth: 2000, currency } });
  const { total } = await planned(path('CNY'));
  expect(total.today!.savedShare).toBeCloseTo(1 - total.perMonth / 2000, 12);
  const { status, stderr } = await cli(['plan', path('USD')]);
  expect(status).toBe(1);
  expect(stderr).toContain('today is in USD, and price book alibaba-current-cny in CNY');
});

test('several models are planned with one total, whose rebates are those of the whole bill', async () => {
  const model = (name: string) => ({ model: name, apps: [{ name: `of-${name}`, sloMs: 1500, rateHz: 40 }] });
  const [one, other, both] = [
    { models: [model('vgg19')] },
    { models: [model('bert')] },
    { models: ['vgg19', 'bert'].map(model) },
  ];
  const months = [];
  for (const document of [one, other, both]) months.push((await planned(file('models.json', document))).total.perMonth);
  expect(months[2]).toBeLessThanOrEqual(months[0]! + months[1]!);
  expect(months[2]).toBeGreaterThan(0.8 * (months[0]! + months[1]!));
});

test('where functions were left out or cannot exist, the plan and its refusal say so', async () => {
  const slow = file('slow.json', { model: 'videomae', apps: [{ name: 'app', sloMs: 60_000, rateHz: 0.01 }] });
  const paper = await planned(slow, '--catalogue', 'paper-2023', '--prices', 'prototype-2023-cny');
  expect(paper.notes.join()).toMatch(/cannot be deployed.* vCPU need 1 to 4 GB each/);
  for (const { function: shape } of (await planned(slow)).groups) {
    const { vcpu, memoryMb } = shape as { vcpu: number; memoryMb: number };
    expect(memoryMb / 1024 / vcpu).toBeLessThanOrEqual(4);
    expect(memoryMb / 1024 / vcpu).toBeGreaterThanOrEqual(1 - 1e-9);
  }
  const tight = file('tight.json', { model: 'vgg19', apps: [{ name: 'hasty', sloMs: 300, rateHz: 1 }] });
  const { status, stderr } = await cli(['plan', tight]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/310 ms[\s\S]*Only CPU functions were considered/);
});

test('prices and machines of one’s own are files', async () => {
  const apps = [{ name: 'app', sloMs: 800, rateHz: 5 }];
  const path = file('mine.json', { model: 'vgg19', apps });
  const prices = file('prices.json', { ...priceBookFile, name: 'mine' });
  const shown = await planned(path, '--prices', prices);
  expect(shown).toMatchObject({ prices: 'mine', currency: 'EUR' });
  const { bill } = (await simulated(path, '--prices', prices, '--duration', '60s')).runs[0]!.report;
  expect(bill).toMatchObject({ currency: 'EUR' });
  const { status, stderr } = await cli(['plan', path, '--prices', file('bad.json', { ...priceBookFile, active: 3 })]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/--prices .*bad.json is not as it should be[\s\S]*active/);
});
