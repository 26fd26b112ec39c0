/** Requests of an app, and how many of them were answered in SLO. */
export interface AttainedRequests {
  readonly requests: number;
  readonly withinSlo: number;
}

/** An app that keeps its attainment is said to be below it once in so many times. */
const falseAlarm = 0.001;
/** The shortfall that must be seen for an app to count as judged at all. */
const shortfallToSee = 0.05;

/** Whether an app kept its attainment; `too-few` where its requests could not show a shortfall of five points. */
export type AttainmentVerdict = 'kept' | 'below' | 'too-few';

/**
 * Judges an app by the binomial distribution: below its attainment is one that had so many late requests as an app that
 * keeps it has less than once in a thousand times.
 */
export function attainmentVerdict({ requests, withinSlo }: AttainedRequests, attainment: number): AttainmentVerdict {
  const late = 1 - attainment;
  if (binomialTail(requests, late, requests - withinSlo) < falseAlarm) return 'below';
  const seen = Math.round((late + shortfallToSee) * requests);
  return binomialTail(requests, late, seen) < falseAlarm ? 'kept' : 'too-few';
}

/** P(X ≥ `least`) for a binomial X of `trials` with this chance. */
export function binomialTail(trials: number, chance: number, min: number): number {
  if (min <= 0) return 1;
  if (chance === 0 || min > trials) return 0;
  let logTerm = trials * Math.log1p(-chance);
  const logOdds = Math.log(chance) - Math.log1p(-chance);
  let below = Math.exp(logTerm);
  for (let count = 1; count < min; count += 1) {
    logTerm += Math.log((trials - count + 1) / count) + logOdds;
    below += Math.exp(logTerm);
  }
  return Math.max(0, 1 - below);
}
