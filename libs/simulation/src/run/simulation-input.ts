import type { PlanPublished } from '@harmonybatch/contracts';
import type { ModelProfile } from '@harmonybatch/model';
import type { ReplannerOptions } from '@harmonybatch/pipeline';
import type { PlanningTerms } from '@harmonybatch/planning';
import type { Burstiness } from '@harmonybatch/traffic';
import type { Delay } from '@harmonybatch/memory';
import type { PlatformOptions } from '../functions/simulated-platform';

export interface SimulatedApp {
  readonly name: string;
  readonly sloMs: number;
  /** Mean rate, req/s; of a trace, what the first plan expects. */
  readonly rateHz: number;
  /** Share of requests that have to meet the SLO; 0.99 where absent. */
  readonly attainment?: number;
  readonly whenLate?: 'expire' | 'serve';
}

/** How the requests of all apps arrive. */
export type Traffic =
  | { readonly kind: 'poisson' }
  | ({ readonly kind: 'bursty' } & Burstiness)
  /** An app that is not named sends nothing. */
  | { readonly kind: 'trace'; readonly requestsPerMinuteByApp: Readonly<Record<string, readonly number[]>> }
  /** Times since the start, ms, ascending. An app that is not named sends nothing. */
  | { readonly kind: 'recorded'; readonly timesMsByApp: Readonly<Record<string, ArrayLike<number>>> };

/** What the way takes beside the function: from a request's arrival to its buffer, from a batch's end to its function, and from the function's answer to the producer. */
export interface Hops {
  readonly acceptMs: Delay;
  readonly emitMs: Delay;
  readonly answerMs: Delay;
}

/** What the hops of the system take where nobody measured them. */
export const usualHops: Hops = {
  acceptMs: { meanMs: 10, sdMs: 4 },
  emitMs: { meanMs: 8, sdMs: 3 },
  answerMs: { meanMs: 6, sdMs: 3 },
};

/** What is simulated; plans are made on the same terms as everywhere, warm instances and no assumed card unless it says so. */
export interface SimulationInput
  extends
    Pick<PlanningTerms, 'strategy' | 'prices' | 'catalogue' | 'overheadMs'>,
    Partial<Pick<PlanningTerms, 'assumedCards' | 'holding'>> {
  /** Name of the model, shown in plans. */
  readonly model: string;
  readonly profile: ModelProfile;
  /** Size of the model's largest item, bytes: plans leave room for it. */
  readonly maxItemBytes?: number;
  readonly apps: readonly SimulatedApp[];
  readonly arrivals: Traffic;
  /** How long requests arrive, s; what is under way then is still answered. */
  readonly durationSeconds: number;
  /** Requests that arrive within this first part of the duration do not count in the report, s. */
  readonly warmUpSeconds: number;
  /** A whole number; the same input and seed give the same history. */
  readonly seed: number;
  readonly hops: Hops;
  /** `live`: rates are estimated from counted arrivals and plans follow them; `fixed`: one plan for the given rates. */
  readonly plans: 'live' | 'fixed';
  /** A fixed plan that was made for these apps on these terms; absent: it is made. */
  readonly given?: PlanPublished;
  /** What is kept for the way is fixed, `overheadMs`, unless `measuresWay` is set here. */
  readonly replanner?: Partial<ReplannerOptions>;
  /** Whether the profile is corrected by what executions take; it is not where absent. */
  readonly calibrates?: boolean;
  readonly platform?: Partial<PlatformOptions>;
  /** Called now and then with the part of the duration that has passed, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}
