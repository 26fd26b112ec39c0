import type { PlanProposed } from '@harmonybatch/contracts';

/** Why nothing can be decided so. */
export type DecisionFault =
  | { readonly kind: 'no-plan'; readonly model: string; readonly modelsWithPlans: readonly string[] }
  /** @param epoch that was asked for; absent: the plan before the one in force */
  | {
      readonly kind: 'no-earlier-plan';
      readonly model: string;
      readonly epoch?: number;
      readonly epochs: readonly number[];
    }
  | { readonly kind: 'model-not-registered'; readonly model: string }
  | { readonly kind: 'other-version'; readonly model: string; readonly planned: string; readonly registered: string }
  | {
      readonly kind: 'none-awaits-approval';
      readonly model: string;
      /** What waits for something else. */
      readonly waiting: PlanProposed | undefined;
      readonly othersAwaiting: readonly string[];
    }
  | { readonly kind: 'other-proposal'; readonly model: string; readonly asked: string; readonly waiting: string }
  | { readonly kind: 'not-held'; readonly model: string };

/** Nothing was decided: `fault` says why, and whoever asked says it in words. */
export class DecisionError extends Error {
  constructor(readonly fault: DecisionFault) {
    super(fault.kind);
    this.name = 'DecisionError';
  }
}
