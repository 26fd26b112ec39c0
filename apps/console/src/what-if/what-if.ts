import type { Binding, WhatIfAnswer } from '@harmonybatch/console-api';
import type { PlanPublished } from '@harmonybatch/contracts';
import { bindingsOf, plan } from '@harmonybatch/planning';
import { planGroupOf } from '../plans/plan-group';
import { appsOf, requestOfPlan } from '../plans/terms-of-plan';
import { sumOrNull } from '../plans/sum-or-null';
import { choices } from './choices';
import { planned } from './planning-task';
import { affordableSeconds, simulated } from './simulated';
import { whatIfCommand } from './what-if-command';
import type { AskedApp, WhatIfTask } from './what-if-task';
import { secondsPerHour } from '../money/seconds-per-hour';

/** How long each part may take, ms; together less than what the caller waits. */
const budgetMs = { planning: 6_000, alone: 2_000, bindings: 1_500, simulation: 10_000 } as const;
/** A plan that took longer than this to make is neither explained nor simulated, ms: both take as long again. */
const slowPlanningMs = 2_500;
const notLookedAt: Binding = { app: null, sentence: 'With so many apps and groups it was not looked at what binds.' };

/** Plans and simulates what was asked for, each within its time; what had to be left out stands in the notes. */
export async function whatIf(task: WhatIfTask): Promise<WhatIfAnswer> {
  const { model, inForce, apps } = task;
  const made = planned(task, apps, performance.now() + budgetMs.planning);
  const aloneHours = alone(task, made);
  const aloneHour = aloneHours.size < appsOf(made).length ? null : sumOrNull(aloneHours.values());
  const isSlow = made.planningMs > slowPlanningMs;
  const bindings = isSlow ? [] : bindingsWithin(task, made);
  const refused = new Set(made.unservable.map(({ name }) => name));
  const served = apps.filter(({ name }) => !refused.has(name));
  const seconds = isSlow ? 0 : affordableSeconds(task.simulatedSeconds, served);
  const simulation = await simulationOf(task, served, seconds);
  return {
    model: model.name,
    currency: made.currency,
    costPerHour: made.costPerSecond * secondsPerHour,
    costPerHourNow: made.currency === inForce.currency ? inForce.costPerSecond * secondsPerHour : null,
    aloneHour,
    groups: made.groups.map((group, index) => planGroupOf(made, group, bindings[index] ?? notLookedAt, aloneHours)),
    unservable: made.unservable.map(({ name, sloMs, tightestSloMs, message }) => ({
      ...{ name, sloMs, tightestSloMs, message },
    })),
    notes: [
      ...(made.notes ?? []),
      ...(made.currency === inForce.currency
        ? []
        : [`The plan in force is priced in ${inForce.currency}: no rate of exchange is known here.`]),
      ...(aloneHours.size < appsOf(made).length
        ? ['Of so many apps it is not computed what each would cost alone.']
        : []),
      ...(isSlow ? slowNotes(task, made) : lengthNotes(task, served, seconds)),
      ...simulation.notes,
      ...wayNotes(inForce, seconds),
    ],
    planningMs: made.planningMs,
    simulated: simulation.found,
    choices,
    command: whatIfCommand(task, apps, seconds),
  };
}

/** What each app would cost alone in an hour, on the same terms; without those for which there was no time. */
function alone(task: WhatIfTask, made: PlanPublished): Map<string, number | null> {
  const untilMs = performance.now() + budgetMs.alone;
  const costs = new Map<string, number | null>();
  for (const app of appsOf(made)) {
    const request = requestOfPlan(made, task.model, [app]);
    if (request === null || performance.now() > untilMs) break;
    const result = plan(request);
    costs.set(app.name, result.kind === 'planned' ? result.plan.expected.costPerSecond * secondsPerHour : null);
  }
  return costs;
}

function bindingsWithin({ model }: WhatIfTask, made: PlanPublished): Binding[] {
  const untilMs = performance.now() + budgetMs.bindings;
  const request = requestOfPlan(made, model);
  const bindings: Binding[] = [];
  if (request === null) return bindings;
  for (const { kind, message } of bindingsOf(request, made)) {
    const { apps } = made.groups[bindings.length]!;
    const tightest = apps.reduce((one, other) => (other.sloMs < one.sloMs ? other : one));
    bindings.push({ app: kind === 'slo' ? tightest.name : null, sentence: message });
    if (performance.now() > untilMs) break;
  }
  return bindings;
}

/** A plan stands by itself where the simulation fails, or takes too long. */
async function simulationOf(
  task: WhatIfTask,
  apps: readonly AskedApp[],
  seconds: number,
): Promise<{ readonly found: WhatIfAnswer['simulated']; readonly notes: readonly string[] }> {
  if (seconds === 0) return { found: null, notes: [] };
  try {
    return { found: await simulated(task, apps, seconds, performance.now() + budgetMs.simulation), notes: [] };
  } catch (error) {
    return { found: null, notes: [`It was not simulated: ${error instanceof Error ? error.message : String(error)}.`] };
  }
}

const slowNotes = ({ simulatedSeconds }: WhatIfTask, { planningMs, strategy }: PlanPublished): string[] =>
  simulatedSeconds === 0
    ? []
    : [
        `It was not simulated: with strategy "${strategy}" the plan alone took ${Math.round(planningMs)} ms; strategy "harmony" is the quickest.`,
      ];

function lengthNotes({ simulatedSeconds }: WhatIfTask, apps: readonly AskedApp[], seconds: number): string[] {
  if (apps.length === 0 || simulatedSeconds <= seconds) return [];
  if (seconds === 0) return ['It was not simulated: these rates are too many requests even for a moment.'];
  return [`Of ${simulatedSeconds} s that were asked for ${seconds} s were simulated: more has too many requests.`];
}

/** What is kept of the way differs by app where it is measured; simulation and command line keep the most for all. */
const wayNotes = ({ way = [], overheadMs }: PlanPublished, seconds: number): string[] =>
  way.length < 2 || seconds === 0
    ? []
    : [`The simulation keeps ${Math.round(overheadMs)} ms for the way of every app, as much as the plan keeps of any.`];
