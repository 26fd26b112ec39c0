import type { MadePlans, PlanningTask } from '@harmonybatch/pipeline';

/** What a planning thread is sent. */
export interface ThreadTask {
  readonly task: PlanningTask;
  /** The best plan found by then has to do, ms. */
  readonly limitMs: number;
}

/** What it answers. */
export type ThreadAnswer = { readonly made: MadePlans } | { readonly failure: string };
