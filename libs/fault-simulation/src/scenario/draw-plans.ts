import type { AppRegistered, PlanPublished } from '@harmonybatch/contracts';
import type { Dice } from './dice';
import type { ScenarioPlan } from './scenario';
import { neighbourApps, neighbourModels, plannedApps, scenarioApps, scenarioModel } from './scenario-apps';

type Group = PlanPublished['groups'][number];

/** How the apps are divided into groups. The newcomer is planned late or found unservable. */
const divisions: readonly (readonly (readonly string[])[])[] = [
  [['tight'], ['middle', 'loose', 'long', 'patient', 'newcomer']],
  [
    ['tight', 'middle'],
    ['loose', 'long', 'patient'],
  ],
  [['tight', 'middle', 'loose', 'long', 'patient', 'newcomer']],
  [['tight'], ['middle'], ['loose', 'newcomer'], ['patient'], ['long']],
];
const overheadMs = 50;

/** One to three plans; the first is mostly in force at the beginning. */
export function drawPlans(dice: Dice, durationMs: number): ScenarioPlan[] {
  const firstAtMs = dice.chance(0.85) ? 0 : dice.between(50, 900);
  const more = dice.whole(0, 2);
  const times = [firstAtMs, ...Array.from({ length: more }, () => dice.between(200, durationMs))].sort((a, b) => a - b);
  return times.map((atMs) => ({ atMs, plan: drawPlan(dice) }));
}

/** A plan that divides the apps in one of several ways. */
export function drawPlan(dice: Dice): PlanPublished {
  const division = dice.whole(0, divisions.length - 1);
  const groups = divisions[division]!.map((apps, index) => drawGroup(dice, `${division}${index}`, apps));
  const planned = new Set(divisions[division]!.flat());
  const left = plannedApps.filter(({ name }) => !planned.has(name));
  return planOf(scenarioModel, groups, dice.chance(0.5) ? left : []);
}

/** The plans of the neighbours: one group each. */
export const drawNeighbourPlans = (dice: Dice): PlanPublished[] =>
  neighbourModels.map((model, index) => {
    const apps = neighbourApps.filter((app) => app.model === model).map(({ name }) => name);
    return planOf(model, [drawGroup(dice, 'ab'[index]!, apps)], []);
  });

function planOf(model: string, groups: Group[], unservable: readonly AppRegistered[]): PlanPublished {
  return {
    model,
    modelVersion: '1',
    strategy: 'harmony',
    prices: 'prototype-2023-cny',
    catalogue: 'alibaba-2023',
    currency: 'CNY',
    reason: 'rate',
    plannedAtMs: 0,
    planningMs: 1,
    overheadMs,
    costPerRequest: 1,
    costPerSecond: 1,
    groups,
    unservable: unservable.map(({ name, sloMs }) => ({ name, sloMs, tightestSloMs: null, message: 'too slow' })),
  };
}

/** The id says what the group is, so that plans may have groups in common. */
function drawGroup(dice: Dice, name: string, apps: readonly string[]): Group {
  const batchSize = dice.one([1, 2, 4, 8]);
  const slack = batchSize > 1 && dice.chance(0.5);
  const [avg, max] = slack ? [60, 100] : [80, 130];
  const id = `${name}${batchSize}${slack ? 1 : 0}`.padStart(16, '0');
  const timeouts = apps.map((app) => ({ app, timeoutMs: timeoutOf(app, max) }));
  return {
    id,
    apps: timeouts.map(({ app, timeoutMs }) => ({ name: app, sloMs: sloOf(app), rateHz: 1, timeoutMs })),
    functionName: `hb-${id}`,
    function: { type: 'gpu', vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 },
    batchSize,
    latencyMs: { avg, max },
    ...(slack
      ? { slackMs: Array.from({ length: batchSize }, (_, size) => (40 * (batchSize - 1 - size)) / batchSize) }
      : {}),
    costPerRequest: 1,
    meanBatchSize: 1,
    warmInstances: 1,
  };
}

const sloOf = (app: string): number => scenarioApps.find(({ name }) => name === app)?.sloMs ?? 0;

/** Long waits would make the scenario long; only the app whose SLO is long waits for long. */
const maxTimeoutMs = 500;
const longAppTimeoutMs = 5_000;

function timeoutOf(app: string, maxMs: number): number {
  const mostMs = app === 'long' ? longAppTimeoutMs : maxTimeoutMs;
  return Math.min(mostMs, sloOf(app) - maxMs - overheadMs);
}
