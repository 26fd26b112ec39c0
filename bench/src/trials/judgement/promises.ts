import type { LogLine } from '../system/service-logs';
import { type RequestBook, type TrialRequest } from '../traffic/request-book';
import type { Complaint, PhaseFigures, Verdict } from './findings';
import { hasFailed } from './phase-figures';

/** While no function could be called that serves these requests. */
export interface Outage {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What a batch takes, and the pause until a dispatcher tries a function again: later than that before a deadline nothing can be served, ms. */
const reachMs = 3_500;
const leastAttainment = 0.99;
/** A message that was logged more often than this is a flood. */
const mostLines = 10;

export const verdict = (promise: string, found: string | number, holds: boolean): Verdict => ({
  promise,
  found: String(found),
  holds,
});

export const nothingLost = ({ open, repeated }: RequestBook): Verdict =>
  verdict('every request has one outcome', `${open} without, ${repeated} with more`, open === 0 && repeated === 0);

/** A request whose deadline lies before anything could run again could not have been served. */
export function nothingFailed(requests: readonly TrialRequest[], outages: readonly Outage[]): Verdict {
  const failed = requests.filter(hasFailed);
  const needless = failed.filter((request) => !outages.some((outage) => isExcused(request, outage)));
  const codes = [...new Set(needless.map(({ outcome }) => `${outcome?.error?.code}: ${outcome?.error?.message}`))];
  const found = `${failed.length} failed, ${needless.length} of them could have been served${codes.length > 0 ? ` (${codes.slice(0, 2).join('; ')})` : ''}`;
  return verdict('no request fails that could have been served', found, needless.length === 0);
}

function isExcused({ sentAtMs, sloMs }: TrialRequest, { fromMs, untilMs }: Outage): boolean {
  const deadlineMs = sentAtMs + sloMs;
  return deadlineMs > fromMs && deadlineMs < untilMs + reachMs;
}

/** @param phases those in which nothing is wrong */
export function attained(figures: readonly PhaseFigures[], phases: readonly string[]): Verdict[] {
  return phases.map((phase) => {
    const worst = figures
      .filter((figure) => figure.phase === phase)
      .reduce<PhaseFigures | undefined>(
        (one, other) => (one && one.attainment <= other.attainment ? one : other),
        undefined,
      );
    const found = worst === undefined ? 'no traffic' : `${(100 * worst.attainment).toFixed(2)} % of ${worst.app}`;
    return verdict(`attainment of at least 99 % an app ${phase}`, found, (worst?.attainment ?? 0) >= leastAttainment);
  });
}

/** Warnings and errors, those first that were said most often. */
export function complaintsIn(lines: readonly LogLine[]): Complaint[] {
  const counts = new Map<string, Complaint>();
  for (const { service, message } of lines) {
    const key = `${service} ${message}`;
    counts.set(key, { service, message, lines: (counts.get(key)?.lines ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => other.lines - one.lines);
}

export function noFlood(complaints: readonly Complaint[]): Verdict {
  const [most] = complaints;
  const found = most === undefined ? 'no complaint' : `at most ${most.lines} × "${most.message}" of ${most.service}`;
  return verdict(`no complaint is logged more than ${mostLines} times`, found, (most?.lines ?? 0) <= mostLines);
}

/** The log says what happened, as often as it happened. */
export const saidOnce = (what: string, lines: readonly LogLine[], times = 1): Verdict =>
  verdict(
    `the log says ${times === 1 ? 'once' : `${times} times`} that ${what}`,
    `${lines.length} lines`,
    lines.length === times,
  );

/** What is said of a function and its failure is said once. */
export function saidOnceEach(what: string, lines: readonly LogLine[]): Verdict {
  const said = new Set(
    lines.map(({ fields: { functionName, failure, code } }) => `${functionName} ${failure} ${code}`),
  );
  const holds = lines.length > 0 && said.size === lines.length;
  return verdict(`the log says once a function and reason that ${what}`, `${lines.length} lines`, holds);
}
