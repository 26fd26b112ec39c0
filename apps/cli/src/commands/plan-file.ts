import { catalogues, priceBooks } from '@harmonybatch/model';
import { plan, type Plan } from '@harmonybatch/planning';
import { lookup } from '../input/lookup';
import { readPlanFile, type PlanTask } from '../input/plan-file';
import { plainText } from '../output/plain-text';
import { renderPlan } from '../output/plan-table';
import { Refusal } from '../refusal';
import { printJson, type CommandContext } from './context';

export interface PlanOptions {
  readonly strategy: string;
  readonly prices: string;
  readonly catalogue: string;
  readonly json?: boolean;
}

export type TimedPlan = Plan & { readonly planningMs: number };

function pick<Value>(record: Readonly<Record<string, Value>>, name: string, option: string): Value {
  const value = lookup(record, name);
  if (value !== undefined) return value;
  throw new Refusal(`${option} ${name} is unknown; use one of ${Object.keys(record).join(', ')}.`);
}

/** @throws Refusal where an SLO cannot be met, a name is unknown or the planner refuses its input */
export function planTask(task: PlanTask, options: PlanOptions): TimedPlan {
  const input = {
    ...task,
    strategy: options.strategy,
    prices: pick(priceBooks, options.prices, '--prices'),
    catalogue: pick(catalogues, options.catalogue, '--catalogue'),
    overheadMs: 0,
  };
  const startMs = performance.now();
  const result = plan(input);
  const planningMs = performance.now() - startMs;
  if (result.kind === 'planned') return { ...result.plan, planningMs };
  const reasons = result.kind === 'invalid' ? result.faults : result.apps.map(({ message }) => message);
  throw new Refusal(
    result.kind === 'invalid' ? 'The planner refuses this.' : 'No function can meet the SLO of every app.',
    reasons.map((message) => ({ field: '', message })),
  );
}

/** The documented JSON, in its documented order; nothing else a planner may know of its groups. */
export const planJson = (planned: TimedPlan) => ({
  strategy: planned.strategy,
  model: planned.model,
  prices: planned.prices,
  currency: planned.currency,
  costPerRequest: planned.costPerRequest,
  costPerSecond: planned.costPerSecond,
  planningMs: planned.planningMs,
  groups: planned.groups.map((group) => ({
    apps: group.apps.map(({ name, sloMs, rateHz, timeoutMs }) => ({ name, sloMs, rateHz, timeoutMs })),
    function: group.function,
    batchSize: group.batchSize,
    latencyMs: { avg: group.latencyMs.avg, max: group.latencyMs.max },
    costPerRequest: group.costPerRequest,
    meanBatchSize: group.meanBatchSize,
  })),
});

export function planFile(file: string, options: PlanOptions, { terminal }: CommandContext): void {
  const planned = planTask(readPlanFile(file), options);
  if (options.json) return printJson(terminal, planJson(planned));
  const style = terminal.outStyle;
  const head = `  ${style.bold(plainText(planned.model))} · strategy ${planned.strategy} · prices ${planned.prices} · catalogue ${planned.catalogue}`;
  terminal.out(`\n${head}\n\n${renderPlan(planned, style)}\n`);
}
