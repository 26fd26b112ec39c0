import type { PlanBoard } from './plan-board';

/** A plan and the offset of its record in `plan.published`. */
export type PlanInForce = NonNullable<ReturnType<PlanBoard['planOf']>>;
