import { plan, type PlanRequest, type UnattainableApp } from '@harmonybatch/planning';
import type { TimedPlan } from '../plan-file/planned-task';
import { Refusal } from '../refusal';

/** A plan for the apps whose SLOs can be held, and why the others' cannot. */
export interface AttainablePlan {
  /** Null where no app can be served. */
  readonly planned: TimedPlan | null;
  readonly unattainable: readonly UnattainableApp[];
  readonly notes: readonly string[];
}

/** Plans the apps of a model, without those that no function is fast enough for. @throws Refusal where the planner refuses its input */
export function planAttainable(request: PlanRequest): AttainablePlan {
  const startMs = performance.now();
  const unattainable: UnattainableApp[] = [];
  let { apps } = request;
  while (apps.length > 0) {
    const result = plan({ ...request, apps });
    if (result.kind === 'planned')
      return {
        planned: { ...result.plan, planningMs: performance.now() - startMs },
        unattainable,
        notes: result.plan.notes,
      };
    if (result.kind === 'invalid')
      throw new Refusal(
        'The planner refuses this.',
        result.faults.map((message) => ({ field: '', message })),
      );
    const refused = new Set(result.apps.map(({ name }) => name));
    unattainable.push(...result.apps);
    apps = apps.filter(({ name }) => !refused.has(name));
    if (apps.length === 0) return { planned: null, unattainable, notes: result.notes };
  }
  return { planned: null, unattainable, notes: [] };
}
