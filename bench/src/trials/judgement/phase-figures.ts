import { isInTime, type TrialRequest } from '../traffic/request-book';
import type { PhaseFigures } from './findings';

/** A part of the traffic, from a moment to the next. What was sent before and has its deadline in it is part of it. */
export interface Phase {
  readonly name: string;
  readonly fromMs: number;
}

const deadlineMs = ({ sentAtMs, sloMs }: TrialRequest): number => sentAtMs + sloMs;

/** What became of the requests of each app in each phase. */
export function phaseFigures(requests: readonly TrialRequest[], phases: readonly Phase[]): PhaseFigures[] {
  return phases.flatMap(({ name, fromMs }, index) => {
    const untilMs = phases[index + 1]?.fromMs ?? Infinity;
    const sent = requests.filter((request) => deadlineMs(request) >= fromMs && deadlineMs(request) < untilMs);
    const apps = [...new Set(sent.map(({ app }) => app))].sort();
    return apps.map((app) =>
      figuresOf(
        name,
        app,
        sent.filter((request) => request.app === app),
      ),
    );
  });
}

function figuresOf(phase: string, app: string, requests: readonly TrialRequest[]): PhaseFigures {
  const count = (matches: (request: TrialRequest) => boolean): number => requests.filter(matches).length;
  return {
    phase,
    app,
    sent: requests.length,
    attainment: count(isInTime) / requests.length,
    late: count(({ outcome }) => outcome?.timing.lateByMs !== undefined && outcome.status === 'ok'),
    expired: count(({ outcome }) => outcome?.status === 'expired'),
    failed: count(hasFailed),
    unanswered: count(({ outcome }) => outcome === undefined),
  };
}

/** It got an error instead of outputs, or was not taken at all. */
export const hasFailed = ({ outcome }: TrialRequest): boolean =>
  outcome?.status === 'error' || outcome?.status === 'rejected';
