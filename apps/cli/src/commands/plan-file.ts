import { explain, plan, planRequestOf, type Explanation, type Plan, type PlanRequest } from '@harmonybatch/planning';
import { platformOf, type PlanningOptions } from '../input/planning-options';
import { readPlanFile } from '../input/plan-file';
import type { PlanTask } from '../input/plan-task';
import { renderExplanation } from '../output/explanation-text';
import { renderPlan } from '../output/plan-table';
import { renderPlanHead, renderPlanNotes } from '../output/plan-text';
import { renderTotal } from '../output/total-text';
import { Refusal } from '../refusal';
import { printJson, type CommandContext } from './context';
import { totalOf } from './plan-total';

export interface PlanOptions extends PlanningOptions {
  readonly explain?: boolean;
  readonly json?: boolean;
}

export type TimedPlan = Plan & { readonly planningMs: number };

/** A plan of one model, and what it was planned from. */
export interface PlannedTask {
  readonly request: PlanRequest;
  readonly planned: TimedPlan;
  readonly explanation?: Explanation;
}

/** @throws Refusal where a name is unknown */
export const requestOf = ({ model, itemBytes, ...task }: PlanTask, options: PlanningOptions): PlanRequest =>
  planRequestOf(
    { name: model, profile: task.profile, ...(itemBytes > 0 ? { maxItemBytes: itemBytes } : {}) },
    { ...platformOf(options), strategy: options.strategy },
    task.apps,
  );

/** @throws Refusal where an SLO cannot be met, a name is unknown or the planner refuses its input */
export function planTask(request: PlanRequest): TimedPlan {
  const startMs = performance.now();
  const result = plan(request);
  const planningMs = performance.now() - startMs;
  if (result.kind === 'planned') return { ...result.plan, planningMs };
  const reasons =
    result.kind === 'invalid' ? result.faults : [...result.apps.map(({ message }) => message), ...result.notes];
  throw new Refusal(
    result.kind === 'invalid' ? 'The planner refuses this.' : 'No function can meet the SLO of every app.',
    reasons.map((message) => ({ field: '', message })),
  );
}

/** The documented JSON, in its documented order; nothing else a planner may know of its groups. */
export const planJson = (planned: TimedPlan, explanation?: Explanation) => ({
  strategy: planned.strategy,
  model: planned.model,
  prices: planned.prices,
  catalogue: planned.catalogue,
  currency: planned.currency,
  overheadMs: planned.overheadMs,
  holding: planned.holding,
  assumedCards: planned.assumedCards,
  ...(planned.maxItemBytes === undefined ? {} : { maxItemBytes: planned.maxItemBytes }),
  costPerRequest: planned.expected.costPerRequest,
  costPerSecond: planned.expected.costPerSecond,
  expected: planned.expected,
  ownEstimate: { costPerRequest: planned.costPerRequest, costPerSecond: planned.costPerSecond },
  planningMs: planned.planningMs,
  groups: planned.groups.map((group) => ({
    apps: group.apps.map(({ name, sloMs, rateHz, attainment, share, timeoutMs }) => ({
      name,
      sloMs,
      rateHz,
      ...(attainment === undefined ? {} : { attainment }),
      ...(share === undefined ? {} : { share }),
      timeoutMs,
    })),
    function: group.function,
    batchSize: group.batchSize,
    latencyMs: { avg: group.latencyMs.avg, max: group.latencyMs.max },
    costPerRequest: group.expectedCostPerRequest,
    meanBatchSize: group.meanBatchSize,
  })),
  notes: planned.notes,
  ...(explanation === undefined ? {} : { explanation }),
});

/** Plans every model of a file: one plan, or several with what they cost together. */
export function planFile(file: string, options: PlanOptions, { terminal }: CommandContext): void {
  const { tasks, notes, today } = readPlanFile(file);
  const plans = tasks.map((task): PlannedTask => {
    const request = requestOf(task, options);
    const planned = planTask(request);
    return { request, planned, ...(options.explain ? { explanation: explain(request, planned) } : {}) };
  });
  const total = totalOf(plans, today);
  if (options.json) {
    const shown = plans.map(({ planned, explanation }) =>
      planJson({ ...planned, notes: [...planned.notes, ...notes] }, explanation),
    );
    return printJson(terminal, shown.length === 1 ? { ...shown[0], total } : { plans: shown, total });
  }
  const style = terminal.outStyle;
  const blocks = plans.map(({ planned, explanation }) => {
    const why = explanation === undefined ? '' : `\n${renderExplanation(planned, explanation, style)}`;
    const shown = { ...planned, ...planned.expected, groups: planned.groups.map(expectedGroup) };
    return `${renderPlanHead(planned, style)}${renderPlan(shown, style)}${renderPlanNotes(planned.notes, style)}${why}`;
  });
  terminal.out(`${blocks.join('')}${renderTotal(total, plans.length, style)}${renderPlanNotes(notes, style)}\n`);
}

const expectedGroup = (group: Plan['groups'][number]): Plan['groups'][number] => ({
  ...group,
  costPerRequest: group.expectedCostPerRequest,
});
