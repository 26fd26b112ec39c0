import type { SloPrices, WhatIfAnswer } from '@harmonybatch/console-api';
import type { ModelProfiled, PlanPublished } from '@harmonybatch/contracts';

/** An app as it is planned and simulated. */
export interface AskedApp {
  readonly name: string;
  readonly sloMs: number;
  readonly rateHz: number;
  readonly attainment?: number;
}

/** What plans are made on. Names of this build. */
export interface AskedTerms {
  readonly prices: string;
  readonly catalogue: string;
  readonly strategy: string;
}

/** What a thread computes: data alone. */
export interface ModelTask {
  readonly model: ModelProfiled;
  /** The plan in force: what its terms do not say otherwise is as it is there. */
  readonly inForce: PlanPublished;
  readonly apps: readonly AskedApp[];
  readonly terms: AskedTerms;
  readonly nowMs: number;
}

export interface WhatIfTask extends ModelTask {
  readonly kind: 'what-if';
  /** 0: nothing is simulated. */
  readonly simulatedSeconds: number;
  readonly seed: number;
}

export interface SloPricesTask extends ModelTask {
  readonly kind: 'slo-prices';
  readonly app: string;
}

export type ThreadTask = WhatIfTask | SloPricesTask;

/** What it answers: an Error loses its type on the way. */
export type ThreadAnswer =
  | { readonly kind: 'what-if'; readonly answer: WhatIfAnswer }
  | { readonly kind: 'slo-prices'; readonly answer: SloPrices }
  | { readonly kind: 'failed'; readonly message: string };
