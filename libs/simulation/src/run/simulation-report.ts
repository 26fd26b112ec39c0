import type { PlanReason, PublishedGroup } from '@harmonybatch/contracts';
import type { LatencySummary } from '@harmonybatch/traffic';
import type { FunctionBill } from '../functions/bill';

/** What became of requests. All requests here arrived after the warm-up. */
export interface OutcomeReport {
  readonly requests: number;
  readonly ok: number;
  /** Answered `ok` within the app's SLO. */
  readonly withinSlo: number;
  readonly expired: number;
  readonly errors: number;
  readonly rejected: number;
  /** Without an outcome when the simulation ended: always 0 unless something is wrong. */
  readonly unanswered: number;
  /** `withinSlo / requests`; null where no request arrived. */
  readonly attainment: number | null;
  /** From arrival to answer, of requests answered `ok`; null where there are none. */
  readonly latencyMs: LatencySummary | null;
}

/** Batches that ran with at least one request that counts. */
export interface BatchesReport {
  readonly count: number;
  readonly meanSize: number | null;
  /** How many left their buffer for which reason. */
  readonly byReason: Readonly<Record<string, number>>;
  /** How many there were of which size. */
  readonly bySize: Readonly<Record<number, number>>;
}

/** In the price book's currency; a month's rebates are left out. */
export interface BillReport {
  readonly currency: string;
  /** What the requests that count paid for executions. */
  readonly active: number;
  /** What instances cost that were ready and ran nothing, from the warm-up's end until no more requests arrived. */
  readonly idle: number;
  /** What instances cost that started in that time, for as long as they initialised. */
  readonly initialisation: number;
  /** What hourly minima add; hours count from the warm-up's end, and of the last one its part. */
  readonly minimum: number;
  readonly total: number;
  readonly perMillionRequests: number | null;
  readonly perSecond: number;
  readonly byFunction: readonly FunctionBill[];
}

/** A plan that came into force. */
export interface PlanReport {
  /** Since the first moment at which requests could arrive, ms; not above 0 for the first plan. */
  readonly atMs: number;
  readonly reason: PlanReason;
  readonly groups: readonly PublishedGroup[];
  /** What a reader of the plan should know. */
  readonly notes: readonly string[];
  /** What the plan expects to cost, in the price book's currency. */
  readonly costPerSecond: number;
}

export interface SimulationReport {
  readonly apps: Readonly<Record<string, OutcomeReport>>;
  readonly total: OutcomeReport;
  readonly batches: BatchesReport;
  readonly bill: BillReport;
  /** What the plans in force expected to cost a second, each for as long as it was in force after the warm-up. */
  readonly predictedPerSecond: number;
  readonly plans: readonly PlanReport[];
  /** Batches that had to wait for an instance to start. */
  readonly coldStarts: number;
  /** What an operator would have seen in the logs, the first few. */
  readonly faults: readonly string[];
  /** SHA-256 over all outcomes in order, with their times: equal for equal histories. */
  readonly historyDigest: string;
}
