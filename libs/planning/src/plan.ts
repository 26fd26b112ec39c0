import type { FunctionShape } from '@harmonybatch/model';

/** An app as the planner sees it: how tight and how often. */
export interface AppDemand {
  readonly name: string;
  readonly sloMs: number;
  readonly rateHz: number;
}

export interface PlannedApp extends AppDemand {
  /** Longest time a request of this app waits in its group's buffer, ms; 0 where the batch size is 1. */
  readonly timeoutMs: number;
}

export interface PlannedGroup {
  /** In order of SLO, then rate. */
  readonly apps: readonly PlannedApp[];
  readonly function: FunctionShape;
  readonly batchSize: number;
  readonly latencyMs: { readonly avg: number; readonly max: number };
  readonly costPerRequest: number;
  readonly meanBatchSize: number;
}

export interface Plan {
  readonly strategy: string;
  readonly model: string;
  /** Names of the price book and of the catalogue of function shapes. */
  readonly prices: string;
  readonly catalogue: string;
  readonly currency: string;
  /** Rate-weighted over all groups (Eq. 7). */
  readonly costPerRequest: number;
  readonly costPerSecond: number;
  readonly groups: readonly PlannedGroup[];
}
