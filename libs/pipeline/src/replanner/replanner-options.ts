import { createHash } from 'node:crypto';
import type { WayTerms } from '../way/way-reserves';
import { planningDefaults, unknownRateHz, type PlanningTerms } from '@harmonybatch/planning';

/**
 * Whether the planner makes and removes functions, only says which it would make and remove, or says which somebody else is
 * to make, and waits for them.
 */
export type Provisioning = 'apply' | 'dry-run' | 'external';

/** Whether a plan with other groups than the one in force comes into force by itself, or once somebody approved it. */
export type Approval = 'automatic' | 'required';

export interface ReplannerOptions extends PlanningTerms, WayTerms {
  /** Whether a batch that is not full waits by the latency of its present size instead of that of a full one. */
  readonly sizeAwareDeadlines: boolean;
  /** Put before the name of every function this deployment makes. */
  readonly functionPrefix: string;
  readonly provisioning: Provisioning;
  readonly approval: Approval;
  /** Whether functions get their model's profile in their environment, as an emulator needs. */
  readonly sendProfile: boolean;
  /** Longest run of a function whose model does not say, s; one whose batches take longer gets more. Plans tell dispatchers. */
  readonly functionTimeoutSeconds: number;
  /** Changes that come within this time of each other are planned together, ms. */
  readonly debounceMs: number;
  /** Least time between plans that are made because rates moved, ms. */
  readonly minReplanIntervalMs: number;
  /** A rate moved where it differs from the planned one by more than this part of it and by this many standard errors. */
  readonly notableChange: number;
  readonly notableErrors: number;
  /** A plan for moved rates replaces the one in force only if it saves at least this part of its cost. */
  readonly minSavingRatio: number;
  /** Rate of an app that neither was watched nor said what to expect, req/s. */
  readonly unknownRateHz: number;
  /** A function that no plan names is kept this much longer than its last batch can take, ms. */
  readonly retireAfterMs: number;
  /** First and longest wait before functions that could not be made ready are tried again, ms. */
  readonly retryMs: { readonly initial: number; readonly max: number };
  /** Where the platform gave fewer instances than a plan needs, more are asked for after this time, ms. */
  readonly quotaRetryMs: number;
}

export const replannerDefaults: ReplannerOptions = {
  ...planningDefaults,
  minOverheadMs: 5,
  measuresWay: true,
  sizeAwareDeadlines: true,
  functionPrefix: 'hb-',
  provisioning: 'apply',
  approval: 'automatic',
  sendProfile: false,
  functionTimeoutSeconds: 60,
  debounceMs: 250,
  minReplanIntervalMs: 10_000,
  notableChange: 0.15,
  notableErrors: 3,
  minSavingRatio: 0.02,
  unknownRateHz,
  retireAfterMs: 60_000,
  retryMs: { initial: 1_000, max: 30_000 },
  quotaRetryMs: 120_000,
};

const hashDigits = 16;

/** Hash of all settings that a plan rests on, prices and functions included: with others it must be recreated. */
export function settingsHash(config: ReplannerOptions): string {
  const { strategy, prices, catalogue, assumedCards, holding, sizeAwareDeadlines, functionPrefix } = config;
  const { overheadMs, minOverheadMs, measuresWay } = config;
  const way = measuresWay ? [overheadMs, minOverheadMs] : overheadMs;
  const settings = [strategy, prices, catalogue, assumedCards, holding, way, sizeAwareDeadlines, functionPrefix];
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, hashDigits);
}
