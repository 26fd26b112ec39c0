import type { InferenceCompleted } from '@harmonybatch/contracts';
import { summarise } from '@harmonybatch/traffic';
import type { OutcomeReport } from './simulation-report';

type Status = InferenceCompleted['status'];

/** What became of the requests of one app. */
export interface OutcomeTally {
  readonly sloMs: number;
  requests: number;
  withinSlo: number;
  readonly byStatus: Record<Status, number>;
  /** Of those answered `ok`. */
  readonly latenciesMs: number[];
}

export const emptyTally = (sloMs: number): OutcomeTally => ({
  sloMs,
  requests: 0,
  withinSlo: 0,
  byStatus: { ok: 0, error: 0, expired: 0, rejected: 0 },
  latenciesMs: [],
});

export function countAnswer(tally: OutcomeTally, status: Status, latencyMs: number): void {
  tally.byStatus[status] += 1;
  if (status !== 'ok') return;
  tally.latenciesMs.push(latencyMs);
  if (latencyMs <= tally.sloMs) tally.withinSlo += 1;
}

/** The tallies as one. */
export function outcomeReport(tallies: readonly OutcomeTally[]): OutcomeReport {
  const sumOf = (of: (tally: OutcomeTally) => number): number => tallies.reduce((sum, tally) => sum + of(tally), 0);
  const requests = sumOf((tally) => tally.requests);
  const withinSlo = sumOf((tally) => tally.withinSlo);
  const ok = sumOf(({ byStatus }) => byStatus.ok);
  const expired = sumOf(({ byStatus }) => byStatus.expired);
  const errors = sumOf(({ byStatus }) => byStatus.error);
  const rejected = sumOf(({ byStatus }) => byStatus.rejected);
  return {
    requests,
    ok,
    withinSlo,
    expired,
    errors,
    rejected,
    unanswered: requests - ok - expired - errors - rejected,
    attainment: requests === 0 ? null : withinSlo / requests,
    latencyMs: summarise(tallies.flatMap(({ latenciesMs }) => latenciesMs)),
  };
}
