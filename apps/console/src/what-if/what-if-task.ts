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

export interface PlanTask extends ModelTask {
  readonly kind: 'plan';
}

export interface SimulationTask extends ModelTask {
  readonly kind: 'simulation';
  /** The plan of these apps on these terms. */
  readonly made: PlanPublished;
  /** How much was asked for, s. */
  readonly simulatedSeconds: number;
  readonly seed: number;
}

export interface SloPricesTask extends ModelTask {
  readonly kind: 'slo-prices';
  readonly app: string;
}

export type ThreadTask = PlanTask | SimulationTask | SloPricesTask;

/** What was planned, and what can be said of it without a simulation. */
export interface PlannedWhatIf {
  readonly made: PlanPublished;
  readonly answer: Omit<WhatIfAnswer, 'simulated' | 'command'>;
}

/** What was simulated, and how much of what was asked for, s. */
export interface SimulatedWhatIf {
  readonly seconds: number;
  readonly found: WhatIfAnswer['simulated'];
  readonly notes: readonly string[];
}

/** What it answers: an Error loses its type on the way. */
export type ThreadAnswer =
  | { readonly kind: 'plan'; readonly answer: PlannedWhatIf }
  | { readonly kind: 'simulation'; readonly answer: SimulatedWhatIf }
  | { readonly kind: 'slo-prices'; readonly answer: SloPrices }
  | { readonly kind: 'failed'; readonly message: string };
