import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './captured-terminal';

const folder = mkdtempSync(join(tmpdir(), 'hb-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, value: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return join(folder, name);
};
const apps = [
  { name: 'app1', sloMs: 500, rateHz: 5 },
  { name: 'app2', sloMs: 800, rateHz: 10 },
  { name: 'app3', sloMs: 1000, rateHz: 20 },
];
/** A card in slices, so that plans have GPU functions too. */
const of2023 = ['--prices', 'prototype-2023-cny', '--catalogue', 'alibaba-2023', '--overhead', '0'];
const good = file('good.json', { model: 'vgg19', apps });

test('the JSON has the documented fields, in the documented order, and no other', async () => {
  const { status, stdout, stderr } = await cli(['plan', good, '--json']);
  const plan = JSON.parse(stdout) as { planningMs: number; groups: Record<string, unknown>[] };
  expect([status, stderr]).toEqual([0, '']);
  expect(Object.keys(plan)).toEqual([
    'strategy',
    'model',
    'prices',
    'catalogue',
    'currency',
    'overheadMs',
    'holding',
    'assumedCards',
    'costPerRequest',
    'costPerSecond',
    'expected',
    'ownEstimate',
    'planningMs',
    'groups',
    'notes',
    'total',
  ]);
  expect(plan).toMatchObject({
    strategy: 'exact',
    model: 'vgg19',
    prices: 'alibaba-current-cny',
    currency: 'CNY',
    overheadMs: 60,
  });
  expect(plan.planningMs).toBeGreaterThan(0);
  for (const group of plan.groups) {
    expect(Object.keys(group)).toEqual([
      'apps',
      'function',
      'batchSize',
      'latencyMs',
      'costPerRequest',
      'meanBatchSize',
      'warmInstances',
      'coldShare',
      'moneyPerSecond',
    ]);
    expect(Object.keys(group.latencyMs as object)).toEqual(['avg', 'max']);
  }
  const planned = plan.groups.flatMap((group) => group.apps as { name: string; timeoutMs: number }[]);
  expect(planned.map(({ name }) => name).sort()).toEqual(['app1', 'app2', 'app3']);
  expect(planned.every((app) => Object.keys(app).join() === 'name,sloMs,rateHz,timeoutMs')).toBe(true);
});

test('GPU functions name their GPU memory, CPU functions have none', async () => {
  const { stdout } = await cli(['plan', good, '--json', ...of2023]);
  const { groups } = JSON.parse(stdout) as { groups: { function: { type: string; gpuMemoryMb?: number } }[] };
  expect(groups.map(({ function: shape }) => shape.type).sort()).toEqual(['cpu', 'gpu']);
  for (const { function: shape } of groups) expect(shape.gpuMemoryMb !== undefined).toBe(shape.type === 'gpu');
});

test('--explain says what binds, the next best, what each app pays and its tightest SLO', async () => {
  const { status, stdout } = await cli(['plan', good, '--explain', ...of2023]);
  expect(status).toBe(0);
  for (const words of ['the SLO of app1 binds', 'next best size', 'one group with group 2', 'cut in two after app2']) {
    expect(stdout).toContain(words);
  }
  const { explanation } = JSON.parse((await cli(['plan', good, '--explain', '--json', ...of2023])).stdout) as {
    explanation: { groups: { costPerSecond: number }[]; apps: { alonePerSecond: number; paysPerSecond: number }[] };
  };
  const paid = explanation.apps.reduce((sum, app) => sum + app.paysPerSecond, 0);
  expect(paid).toBeCloseTo(
    explanation.groups.reduce((sum, group) => sum + group.costPerSecond, 0),
    12,
  );
  for (const app of explanation.apps) expect(app.paysPerSecond).toBeLessThanOrEqual(app.alonePerSecond * (1 + 1e-9));
});

test('a card that the platform lacks is not priced silently as another', async () => {
  const today = ['plan', good];
  expect((await cli(today)).stdout).toContain('Only CPU functions were considered');
  const busy = file('busy.json', { model: 'gpt2', apps: [{ name: 'app', sloMs: 1500, rateHz: 400 }] });
  const assumed = await cli([...today.with(1, busy), '--assume-card', 'A10=fc.gpu.ada.2']);
  expect(assumed.stdout).toContain('An estimate: latencies measured on A10 are assumed to hold on fc.gpu.ada.2');
});

test('the table names every app', async () => {
  const { status, stdout } = await cli(['plan', good]);
  expect(status).toBe(0);
  for (const { name } of apps) expect(stdout).toContain(name);
  expect(stdout).toContain('CNY per million requests');
});

test('an SLO that nothing can meet is refused with the tightest that could be met', async () => {
  const tight = file('tight.json', { model: 'vgg19', apps: [{ name: 'hasty', sloMs: 1, rateHz: 1 }] });
  const { status, stdout, stderr } = await cli(['plan', tight, '--json']);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/hasty.* 1 ms.*\d+ ms/);
});

test.each([
  ['--prices', 'none', /--prices none is unknown; use one of .*prototype-2023-cny/],
  ['--catalogue', 'none', /--catalogue none is unknown; use one of .*paper-2023/],
  ['--strategy', 'none', /strategy "none" is unknown; .*harmony/],
  ['--prices', 'constructor', /--prices constructor is unknown/],
])('%s %s is refused', async (option, value, reason) => {
  const { status, stderr } = await cli(['plan', good, option, value]);
  expect(status).toBe(1);
  expect(stderr).toMatch(reason);
});

test('nothing to do and unknown words end with 1, help with 0', async () => {
  expect((await cli(['plan'])).status).toBe(1);
  expect((await cli(['fly'])).status).toBe(1);
  for (const command of [
    [],
    ['plan'],
    ['apps'],
    ['apps', 'apply'],
    ['models', 'remove'],
    ['send'],
    ['replay'],
    ['plan', 'show'],
  ]) {
    const { status, stdout } = await cli([...command, '--help']);
    expect([status, stdout.startsWith('Usage: harmonybatch')]).toEqual([0, true]);
  }
});
