import type { PlanPublished } from '@harmonybatch/contracts';
import type { RequestStatus } from '@harmonybatch/traffic';
import type { Alone } from './alone';
import type { Replan } from './plan-history';

export type OutcomeCounts = Readonly<Record<RequestStatus, number>>;

/** By nearest rank, ms; null where nothing was answered. */
export interface LatencySummary {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export interface AppReport {
  readonly name: string;
  readonly model: string;
  readonly sloMs: number;
  /** Requests that Kafka acknowledged. */
  readonly requests: number;
  readonly rateHz: number;
  readonly outcomes: OutcomeCounts;
  readonly lost: number;
  /** Share of all requests answered `ok` within the SLO; those still in flight at an interruption are left out. */
  readonly attainment: number | null;
  /** From send to receipt by the producer's monotonic clock, over all answered requests. */
  readonly latencyMs: LatencySummary;
  readonly alone: Alone;
}

export interface Amount {
  readonly total: number;
  /** Over all requests that a function ran. */
  readonly perRequest: number | null;
}

/** What the emulator billed, or what the outcomes carry, which is the price of executions alone. */
export interface Spent extends Amount {
  readonly source: 'emulator-bill' | 'outcomes';
  /** The parts of the total, where the bill tells them. */
  readonly executions?: number;
  /** Of instances that stood ready and ran nothing. */
  readonly idle?: number;
}

export interface MoneyReport {
  readonly currency: string;
  /** Requests that a function ran. */
  readonly executed: number;
  /** During the run. */
  readonly spent: Spent | null;
  /** For every request the predicted cost of its group in the plan of its epoch. */
  readonly predicted: Amount & { readonly requestsWithoutPlan: number };
  /**
   * Predicted against spent: below zero where the prediction was too low; `null` where only the outcomes tell what was
   * spent, for what idle instances cost is predicted too.
   */
  readonly differencePercent: number | null;
  /** Predicted, each app planned by itself at its observed rate, weighted by requests; `null` where an app has none. */
  readonly alonePerRequest: number | null;
  /** How much less the shared plan was predicted to cost than each app alone. */
  readonly savedPercent: number | null;
}

/** What a replay found. Money in units of `currency`, shares from 0 to 1. */
export interface ReplayReport {
  readonly run: string;
  readonly seed: number;
  readonly speed: number;
  readonly startedAt: string;
  /** From the first send to the last acknowledgement of one. */
  readonly sendingSeconds: number;
  readonly interrupted: boolean;
  readonly requests: number;
  readonly rateHz: number;
  readonly answered: number;
  /** Kafka acknowledged the request, and no outcome came within the wait. */
  readonly lost: number;
  /** Not yet answered when the run was interrupted. */
  readonly inFlight: number;
  /** Kafka did not acknowledge it, and no outcome came. */
  readonly unpublished: number;
  /** Later records of a request that had its outcome. */
  readonly duplicates: number;
  readonly unreadable: number;
  readonly outcomes: OutcomeCounts;
  readonly errorCodes: Readonly<Record<string, number>>;
  readonly attainment: number | null;
  readonly latencyMs: LatencySummary;
  /** How much later than scheduled the producer sent. */
  readonly sendDelayMs: { readonly p99: number; readonly max: number };
  readonly meanBatchSize: number | null;
  readonly apps: readonly AppReport[];
  readonly money: MoneyReport | null;
  readonly replans: readonly Replan[];
  /** In force at the end, one for each model. */
  readonly plans: readonly (PlanPublished & { readonly epoch: number })[];
}
