import type { AppRegistered } from '@harmonybatch/contracts';
import { summarise, type LatencySummary } from '@harmonybatch/traffic';
import type { SentRequest } from './send-traffic';
import type { ReadOutcome } from './system-log';

/** What became of the requests of an app. */
export interface AppFigures {
  readonly app: string;
  readonly model: string;
  readonly sloMs: number;
  readonly rateHz: number;
  readonly sent: number;
  /** Share of them that were answered, and within the SLO. */
  readonly attainment: number;
  /** From the broker's append of a request to that of its outcome, ms; null where none was answered. */
  readonly latencyMs: LatencySummary | null;
  /** Those without a result, by what their outcome says. */
  readonly failures: Readonly<Record<string, number>>;
}

const latencyMsOf = ({ outcome, recordAtMs }: ReadOutcome): number => recordAtMs - outcome.timing.arrivedAtMs;

/** @param outcomes by request, as they were read; those of other apps are left out */
export function appFigures(
  { name, model, sloMs, expectedRateHz = 1 }: AppRegistered,
  requests: readonly SentRequest[],
  outcomes: ReadonlyMap<string, readonly ReadOutcome[]>,
): AppFigures {
  const own = requests.filter(({ app }) => app === name);
  const read = own.map(({ id }) => outcomes.get(id)?.[0]);
  const answered = read.flatMap((one) => (one?.outcome.status === 'ok' ? [one] : []));
  const latenciesMs = answered.map(latencyMsOf);
  return {
    app: name,
    model,
    sloMs,
    rateHz: expectedRateHz,
    sent: own.length,
    attainment: latenciesMs.filter((latencyMs) => latencyMs <= sloMs).length / own.length,
    latencyMs: summarise(latenciesMs),
    failures: failuresOf(read),
  };
}

function failuresOf(read: readonly (ReadOutcome | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of read) {
    if (one?.outcome.status === 'ok') continue;
    const what = one === undefined ? 'lost' : `${one.outcome.status} ${one.outcome.error?.code ?? ''}`.trim();
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
