import type { Binding } from '@harmonybatch/console-api';
import type { PlanPublished } from '@harmonybatch/contracts';
import { bindingsOf, plan } from '@harmonybatch/planning';
import { planGroupOf } from '../plans/plan-group';
import { appsOf, requestOfPlan } from '../plans/terms-of-plan';
import { sumOrNull } from '../plans/sum-or-null';
import { choices } from './choices';
import { planned } from './planning-task';
import type { PlannedWhatIf, PlanTask } from './what-if-task';
import { secondsPerHour } from '../money/seconds-per-hour';

/** How long each part may take, ms; together less than what the caller waits. */
const budgetMs = { planning: 6_000, alone: 2_000, bindings: 1_500 } as const;
/** A plan that took longer than this to make is not explained, ms: that takes as long again. */
const slowPlanningMs = 2_500;
const notLookedAt: Binding = { app: null, sentence: 'With so many apps and groups it was not looked at what binds.' };

/** Plans what was asked for within its time; what had to be left out stands in the notes. */
export function plannedWhatIf(task: PlanTask): PlannedWhatIf {
  const { model, inForce, apps } = task;
  const made = planned(task, apps, performance.now() + budgetMs.planning);
  const aloneHours = alone(task, made);
  const isAllAlone = aloneHours.size === appsOf(made).length;
  const bindings = made.planningMs > slowPlanningMs ? [] : bindingsWithin(task, made);
  const isComparable = made.currency === inForce.currency;
  const answer: PlannedWhatIf['answer'] = {
    model: model.name,
    currency: made.currency,
    costPerHour: made.costPerSecond * secondsPerHour,
    costPerHourNow: isComparable ? inForce.costPerSecond * secondsPerHour : null,
    aloneHour: isAllAlone ? sumOrNull(aloneHours.values()) : null,
    groups: made.groups.map((group, index) => planGroupOf(made, group, bindings[index] ?? notLookedAt, aloneHours)),
    unservable: made.unservable.map(({ name, sloMs, tightestSloMs, message }) => ({
      ...{ name, sloMs, tightestSloMs, message },
    })),
    notes: [
      ...(made.notes ?? []),
      ...(isComparable
        ? []
        : [`The plan in force is priced in ${inForce.currency}: no rate of exchange is known here.`]),
      ...(isAllAlone ? [] : ['Of so many apps it is not computed what each would cost alone.']),
      ...wayNotes(inForce),
    ],
    planningMs: made.planningMs,
    choices,
  };
  return { made, answer };
}

/** What each app would cost alone in an hour, on the same terms; without those for which there was no time. */
function alone(task: PlanTask, made: PlanPublished): Map<string, number | null> {
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

function bindingsWithin({ model }: PlanTask, made: PlanPublished): Binding[] {
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

/** What is kept of the way differs by app where it is measured; a command line keeps the most for all. */
const wayNotes = ({ way = [], overheadMs }: PlanPublished): string[] =>
  way.length < 2
    ? []
    : [`A command line keeps ${Math.round(overheadMs)} ms for the way of every app, as much as the plan keeps of any.`];
