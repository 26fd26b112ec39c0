import { summarise, type AppTally, type RequestStatus } from '@harmonybatch/traffic';
import type { OutcomeReport } from './simulation-report';

/** The tallies as one. */
export function outcomeReport(tallies: readonly AppTally[]): OutcomeReport {
  const sumOf = (of: (tally: AppTally) => number): number => tallies.reduce((sum, tally) => sum + of(tally), 0);
  const withStatus = (status: RequestStatus): number => sumOf(({ byStatus }) => byStatus[status]);
  const requests = sumOf((tally) => tally.requests);
  const withinSlo = sumOf((tally) => tally.withinSlo);
  return {
    requests,
    ok: withStatus('ok'),
    withinSlo,
    expired: withStatus('expired'),
    errors: withStatus('error'),
    rejected: withStatus('rejected'),
    unanswered: sumOf((tally) => tally.unanswered),
    attainment: requests === 0 ? null : withinSlo / requests,
    latencyMs: summarise(tallies.flatMap(({ latenciesMs }) => latenciesMs)),
  };
}
