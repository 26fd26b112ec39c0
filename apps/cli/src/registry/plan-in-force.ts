import type { PlanBoard } from '@harmonybatch/pipeline';

/** A plan and the offset of its record in `plan.published`. */
export type PlanInForce = NonNullable<ReturnType<PlanBoard['planOf']>>;
