import type { FunctionShape } from '@harmonybatch/model';

/** Why a plan is what it is. Money is per second, in the plan's currency, by exact expected cost. */
export interface Explanation {
  readonly groups: readonly GroupExplanation[];
  readonly apps: readonly AppExplanation[];
}

export interface GroupExplanation {
  readonly costPerSecond: number;
  /** What keeps the group from a cheaper function or a larger batch. */
  readonly binding: Binding;
  /** The cheapest function of another size; null where no other meets the SLOs. */
  readonly nextBest: Alternative | null;
  /** The group as one with the next one of the plan; null for the last group or where nothing serves both. */
  readonly mergedWithNext: Change | null;
  /** The best cut of the group in two; null for a group of one app. */
  readonly split: (Change & { readonly afterApp: string }) | null;
}

export interface Binding {
  /** `slo`: a cheaper choice is too slow; `batch-limit`: the batch cannot grow; `price`: every other choice costs more. */
  readonly kind: 'slo' | 'batch-limit' | 'price';
  readonly message: string;
}

export interface Alternative {
  readonly shape: FunctionShape;
  readonly batchSize: number;
  readonly costPerSecond: number;
}

/** Another arrangement of the same apps. */
export interface Change {
  /** Of the apps concerned, as they would be. */
  readonly costPerSecond: number;
  /** What it would cost more than now; below 0 it would save. */
  readonly extraPerSecond: number;
}

export interface AppExplanation {
  readonly name: string;
  /** In a function of its own; null where the app can only share one. */
  readonly alonePerSecond: number | null;
  /** Its part of its groups' bills: in proportion to what the apps would pay alone. */
  readonly paysPerSecond: number;
  /** The tightest SLO that any function can meet for it, whole ms, overhead included. */
  readonly tightestSloMs: number;
  /** What the whole plan would cost more with that SLO; null in plans of many apps, where it is not computed. */
  readonly tightestExtraPerSecond: number | null;
}
