import { summarise } from '@harmonybatch/traffic';
import type { TrialRequest } from '../trials/traffic/request-book';

/** The time around an event, epoch ms. */
export interface EventWindow {
  readonly service: string;
  readonly event: string;
  readonly run: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** What the event itself took, until all that it started was ready, ms. */
  readonly lastedMs: number;
}

/** What became of the requests that were sent in a window. */
export interface EventFigures {
  readonly service: string;
  readonly event: string;
  readonly run: number;
  readonly lastedMs: number;
  readonly sent: number;
  /** Answered with outputs within their SLO, by the broker's times of append. */
  readonly inSlo: number;
  readonly failed: number;
  /** Without an outcome half a minute after the last event. */
  readonly lost: number;
  /** Outcomes beyond the first of their request. */
  readonly twice: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export const isInSlo = ({ outcome, sloMs }: TrialRequest): boolean =>
  outcome?.status === 'ok' && outcome.atMs - outcome.timing.arrivedAtMs <= sloMs;

export function figuresOf(requests: readonly TrialRequest[], window: EventWindow): EventFigures {
  const { fromMs, untilMs, ...about } = window;
  const sent = requests.filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs < untilMs);
  const latenciesMs = sent.flatMap(({ outcome }) => (outcome ? [outcome.atMs - outcome.timing.arrivedAtMs] : []));
  return {
    ...about,
    sent: sent.length,
    inSlo: sent.filter(isInSlo).length,
    failed: sent.filter(({ outcome }) => outcome !== undefined && outcome.status !== 'ok').length,
    lost: sent.filter(({ outcome }) => outcome === undefined).length,
    twice: sent.reduce((sum, { repeated }) => sum + repeated, 0),
    p99Ms: Math.round(summarise(latenciesMs)?.p99 ?? NaN),
    maxMs: Math.round(latenciesMs.reduce((most, latencyMs) => Math.max(most, latencyMs), 0)),
  };
}
