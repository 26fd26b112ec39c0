import { monthlyBill } from '@harmonybatch/model';
import { explain, plan, type Explanation, type Plan, type PlanRequest } from '@harmonybatch/planning';
import { platformOf, type PlanningOptions } from '../input/planning-options';
import { readPlanFile, type PlanTask } from '../input/plan-file';
import { renderExplanation } from '../output/explanation-text';
import { money } from '../output/figures';
import { plainText } from '../output/plain-text';
import { renderPlan } from '../output/plan-table';
import { Refusal } from '../refusal';
import { printJson, type CommandContext } from './context';

export interface PlanOptions extends PlanningOptions {
  readonly explain?: boolean;
  readonly json?: boolean;
}

export type TimedPlan = Plan & { readonly planningMs: number };

/** @throws Refusal where a name is unknown */
export const planRequestOf = (task: PlanTask, options: PlanningOptions): PlanRequest => ({
  ...task,
  ...platformOf(options),
  strategy: options.strategy,
  overheadMs: 0,
});

/** @throws Refusal where an SLO cannot be met, a name is unknown or the planner refuses its input */
export function planTask(request: PlanRequest): TimedPlan {
  const startMs = performance.now();
  const result = plan(request);
  const planningMs = performance.now() - startMs;
  if (result.kind === 'planned') return { ...result.plan, planningMs };
  const reasons = result.kind === 'invalid' ? result.faults : result.apps.map(({ message }) => message);
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
  costPerRequest: planned.costPerRequest,
  costPerSecond: planned.costPerSecond,
  expected: planned.expected,
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
    costPerRequest: group.costPerRequest,
    meanBatchSize: group.meanBatchSize,
  })),
  notes: planned.notes,
  ...(explanation === undefined ? {} : { explanation }),
});

export function planFile(file: string, options: PlanOptions, { terminal }: CommandContext): void {
  const request = planRequestOf(readPlanFile(file), options);
  const planned = planTask(request);
  const explanation = options.explain ? explain(request, planned) : undefined;
  if (options.json) return printJson(terminal, planJson(planned, explanation));
  const style = terminal.outStyle;
  const { activePerSecond, idlePerSecond, minimumPerSecond, costPerSecond } = planned.expected;
  const head = `  ${style.bold(plainText(planned.model))} · strategy ${planned.strategy} · prices ${planned.prices} · catalogue ${planned.catalogue}`;
  const month = `  expected bill ${money(costPerSecond)} ${planned.currency} per second: ${money(activePerSecond)} running, ${money(idlePerSecond)} idle, ${money(minimumPerSecond)} minima; ${money(monthlyBill(request.prices, costPerSecond))} ${planned.currency} in 30 days\n`;
  const notes = planned.notes.map((note) => `  ${style.yellow('!')} ${note}\n`).join('');
  const why = explanation === undefined ? '' : `\n${renderExplanation(planned, explanation, style)}`;
  terminal.out(`\n${head}\n\n${renderPlan(planned, style)}${month}${notes}${why}\n`);
}
