import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  compile,
  modelVersionOf,
  topics,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
} from '@harmonybatch/contracts';
import { SloPrices, WhatIf, WhatIfAnswer } from '@harmonybatch/console-api';
import { shippedProfiles } from '@harmonybatch/model';
import { AppRegistry, makePlans, ModelRegistry, PlanBoard, replannerDefaults } from '@harmonybatch/pipeline';
import { inboundRecord, ManualClock } from '../../../libs/ports/test/fake-ports';
import { Refusal } from '../src/protocol/refusal';
import { appsAsked, appsNow, termsAsked } from '../src/what-if/asked';
import { sloPrices } from '../src/what-if/slo-prices';
import { plannedWhatIf } from '../src/what-if/planned';
import { affordableSeconds, simulatedWhatIf } from '../src/what-if/simulated';
import { whatIfCommand } from '../src/what-if/what-if-command';
import type { ModelTask } from '../src/what-if/what-if-task';
import { WhatIfHandlers } from '../src/what-if/what-if.handlers';

const nowMs = 1_800_000_000_000;
const model: ModelProfiled = {
  name: 'vgg19',
  version: '1',
  image: 'vgg',
  port: 80,
  profile: shippedProfiles.vgg19 as ModelProfiled['profile'],
};
const registered: AppRegistered[] = [
  { name: 'tight', model: 'vgg19', sloMs: 500 },
  { name: 'loose', model: 'vgg19', sloMs: 2_000, expectedRateHz: 5 },
];

/** The plan that the planner makes, with a slower way and slower executions than usual. */
const inForceOf = (apps: readonly AppRegistered[]): PlanPublished =>
  makePlans(
    {
      ...{ model, apps, reason: 'first', config: replannerDefaults, settings: '0123456789abcdef', nowMs },
      ratesHz: new Map(apps.map(({ name }, at) => [name, 5 + (at % 9)])),
      calibration: { cpu: 1.1, gpu: 1.1 },
    },
    { monotonicMs: () => 0 },
  ).draft;
const inForce = inForceOf(registered);
const checks = { whatIf: compile(WhatIfAnswer), sloPrices: compile(SloPrices), asked: compile(WhatIf) };

function taskOf(asked: WhatIf, apps = registered, plan = inForce): ModelTask {
  return { model, inForce: plan, apps: appsAsked(appsNow(apps, plan), asked), terms: termsAsked(plan, asked), nowMs };
}
async function answerTo(asked: WhatIf, simulatedSeconds = 0) {
  const task = taskOf(asked);
  const planned = plannedWhatIf({ ...task, kind: 'plan' });
  const { found, notes, seconds } = await simulatedWhatIf({
    ...task,
    ...{ kind: 'simulation', made: planned.made, simulatedSeconds, seed: 1 },
  });
  const command = whatIfCommand(task, { seconds, seed: 1 });
  const answer = { ...planned.answer, simulated: found, notes: [...planned.answer.notes, ...notes], command };
  expect(checks.whatIf.explain(answer)).toEqual([]);
  return answer;
}
const fieldOf = (ask: () => unknown): string | undefined => {
  try {
    ask();
  } catch (error) {
    if (error instanceof Refusal) return error.fault.field;
    throw error;
  }
  throw new Error('it was not refused');
};

it('without any change it is the plan in force, at what that costs', async () => {
  const { costPerHour, costPerHourNow, groups, aloneHour, choices } = await answerTo({});
  expect(costPerHour).toBeCloseTo(inForce.costPerSecond * 3_600, 9);
  expect(costPerHourNow).toBeCloseTo(costPerHour, 9);
  expect(groups.map(({ id, batchSize }) => [id, batchSize])).toEqual(
    inForce.groups.map((one) => [one.id, one.batchSize]),
  );
  expect(groups.flatMap(({ binding }) => binding.sentence).every((sentence) => sentence.length > 10)).toBe(true);
  expect(aloneHour).toBeGreaterThanOrEqual(costPerHour * 0.999);
  expect(choices.strategies).toContain(inForce.strategy);
});

it('is simulated, and its command prints the same on a command line', async () => {
  const { simulated, command, notes } = await answerTo({ apps: [{ name: 'tight', sloMs: 800 }], rateFactor: 2 }, 60);
  expect(notes).toEqual(expect.not.arrayContaining([expect.stringContaining('simulated')]));
  expect(simulated).toMatchObject({ seconds: 60, inSlo: expect.any(Number) });
  expect(simulated!.apps.map(({ name }) => name)).toEqual(['tight', 'loose']);
  const line = command.replace(/^harmonybatch simulate/, 'exec node "$CLI" simulate --json');
  const ran = spawnSync('sh', ['-c', line], {
    encoding: 'utf8',
    env: { ...process.env, CLI: join(__dirname, '..', '..', 'cli', 'bin', 'harmonybatch.cjs') },
  });
  expect(ran.stderr).toBe('');
  const { runs } = JSON.parse(ran.stdout) as {
    runs: { report: { total: { requests: number; attainment: number } } }[];
  };
  expect(runs[0]!.report.total).toMatchObject({ requests: simulated!.requests, attainment: simulated!.inSlo });
});

it('adds, changes and takes away apps, and says who cannot be served', async () => {
  const { groups, unservable } = await answerTo({
    apps: [
      { name: 'tight', rateHz: 0 },
      { name: 'new', sloMs: 900, rateHz: 3, attainment: 0.95 },
      { name: 'loose', sloMs: 61 },
    ],
  });
  expect(groups.flatMap(({ apps }) => apps.map(({ name }) => name))).toEqual(['new']);
  expect(unservable).toMatchObject([{ name: 'loose', tightestSloMs: expect.any(Number) }]);
});

it('has other prices, shapes and groups where they are asked for', async () => {
  const prices = 'prototype-2023-cny';
  expect((await answerTo({ prices, catalogue: 'alibaba-2023', strategy: 'harmony' })).groups.length).toBeGreaterThan(0);
});

it.each<[string, WhatIf, string]>([
  ['an app that is not there, without its rate', { apps: [{ name: 'none', sloMs: 100 }] }, '/apps/0'],
  ['an app that is not there, with a rate of 0', { apps: [{ name: 'none', sloMs: 100, rateHz: 0 }] }, '/apps/0'],
  ['an app twice', { apps: [{ name: 'tight' }, { name: 'tight' }] }, '/apps/1/name'],
  [
    'no app at all',
    {
      apps: [
        { name: 'tight', rateHz: 0 },
        { name: 'loose', rateHz: 0 },
      ],
    },
    '/apps',
  ],
  ['a rate beyond all bounds', { apps: [{ name: 'tight', rateHz: 900_000 }], rateFactor: 1_000 }, '/rateFactor'],
  ['prices that there are none of', { prices: '__proto__' }, '/prices'],
  ['a strategy that there is none of', { strategy: 'constructor' }, '/strategy'],
])('refuses %s', (_, asked, field) => {
  expect(fieldOf(() => taskOf(asked))).toBe(field);
});

it.each<[string, unknown]>([
  ['a negative SLO', { apps: [{ name: 'tight', sloMs: -1 }] }],
  ['a rate of 1e9', { apps: [{ name: 'tight', rateHz: 1e9 }] }],
  ['10,000 apps', { apps: Array.from({ length: 10_000 }, (_, at) => ({ name: `a${at}`, sloMs: 500, rateHz: 1 })) }],
  ['a day of simulation', { simulatedSeconds: 86_400 }],
])('the contract refuses %s', (_, asked) => {
  expect(checks.asked.check(asked)).toBe(false);
});

it('simulates less where rates are high, and nothing where even a moment has too many requests', () => {
  const app = { name: 'a', sloMs: 500 };
  expect(affordableSeconds(120, [{ ...app, rateHz: 10 }])).toBe(120);
  expect(affordableSeconds(120, [{ ...app, rateHz: 1_000 }])).toBe(30);
  expect(affordableSeconds(120, [{ ...app, rateHz: 1e6 }])).toBe(0);
  expect(affordableSeconds(0, [{ ...app, rateHz: 1 }])).toBe(0);
});

it('prices SLOs of an app from the tightest on: looser ones never cost more', () => {
  const answer = sloPrices({ ...taskOf({}), kind: 'slo-prices', app: 'tight' });
  expect(checks.sloPrices.explain(answer)).toEqual([]);
  const { tightestSloMs, prices, ladder } = answer;
  expect(ladder.looked).toBe(ladder.of);
  expect(prices[0]!.sloMs).toBe(tightestSloMs);
  expect(prices.length).toBeGreaterThan(6);
  expect(prices.find(({ sloMs }) => sloMs === 500)!.perHour).toBeCloseTo(inForce.costPerSecond * 3_600, 9);
  for (const [at, { perHour }] of prices.slice(1).entries())
    expect(perHour).toBeLessThanOrEqual(prices[at]!.perHour + 1e-9);
});

describe('the calls', () => {
  const apps = new AppRegistry();
  const models = new ModelRegistry();
  const board = new PlanBoard();
  const handlers = new WhatIfHandlers(apps, models, board, new ManualClock());
  const ask = (body: WhatIf, name = 'vgg19') =>
    handlers.handlers.whatIf({ params: { model: name }, query: {}, body, signal: new AbortController().signal });
  const priceOf = (app: string) =>
    handlers.handlers.sloPrices({ params: { app }, query: {}, body: undefined, signal: new AbortController().signal });

  beforeAll(() => {
    for (const app of registered) apps.apply(inboundRecord(topics.appRegistered.name, app, { key: app.name }));
    models.apply(inboundRecord(topics.modelProfiled.name, model, { key: model.name }));
  });
  afterAll(() => handlers.onApplicationShutdown());

  it('are refused of what nobody knows, and where no plan is in force', async () => {
    await expect(ask({}, 'none')).rejects.toMatchObject({ status: 404 });
    await expect(priceOf('none')).rejects.toMatchObject({ status: 404 });
    await expect(ask({})).rejects.toMatchObject({ status: 409, fault: { code: 'conflict' } });
  });

  it('are computed by threads, of which only so many calls wait', async () => {
    expect(inForce.modelVersion).toBe(modelVersionOf(model));
    const value = { ...inForce };
    expect(board.apply(inboundRecord(topics.planPublished.name, value, { key: 'vgg19' }))).toBeNull();
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, at) => ask({ simulatedSeconds: 0, rateFactor: 1 + at })),
    );
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill('fulfilled'), ...Array(2).fill('rejected')]);
    expect((answers.at(-1) as PromiseRejectedResult).reason).toMatchObject({
      status: 503,
      fault: { code: 'unavailable' },
    });
    const again = await Promise.all(Array.from({ length: 30 }, () => ask({ simulatedSeconds: 0, rateFactor: 3 })));
    expect(new Set(again.map(({ planningMs }) => planningMs)).size).toBe(1); // planned once
    const simulated = await ask({ simulatedSeconds: 4, rateFactor: 3 });
    expect(simulated).toMatchObject({ planningMs: again[0]!.planningMs, simulated: { seconds: 4 } });
    expect((await priceOf('loose')).prices.length).toBeGreaterThan(3);
  });
});
