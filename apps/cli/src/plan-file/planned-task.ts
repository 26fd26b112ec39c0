import {
  plan,
  planRequestOf,
  type Explanation,
  type Plan,
  type PlanningTerms,
  type PlanRequest,
} from '@harmonybatch/planning';
import { Refusal } from '../refusal';
import type { PlanTask } from './plan-task';

export type TimedPlan = Plan & { readonly planningMs: number };

/** A plan of one model, and what it was planned from. */
export interface PlannedTask {
  readonly request: PlanRequest;
  readonly planned: TimedPlan;
  readonly explanation?: Explanation;
}

/** What a task asks of the planner on the terms that the options name. */
export const requestOf = ({ model, profile, itemBytes, apps }: PlanTask, terms: PlanningTerms): PlanRequest =>
  planRequestOf({ name: model, profile, maxItemBytes: itemBytes || undefined }, terms, apps);

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
