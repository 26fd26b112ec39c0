import type { GroupRoute } from '@harmonybatch/contracts';
import { longestRunMs } from '../records/longest-run';
import type { DispatcherOptions } from './dispatcher-options';

/** What the platform says of a run that it ended arrives by then, ms. */
const noticeMs = 2_000;
/** Part of the time left that one attempt may take: another has as much again. */
const partOfTimeLeft = 0.5;

/**
 * How long a function is waited for, ms: a few times as long as a batch of its group takes at most, and a cold start; where
 * the deadline leaves more time, half of that, for a cold start may take long; at most a little longer than the platform
 * lets it start and run.
 * @param timeLeftMs until the last of the deadlines
 */
export function invocationTimeoutMs(
  { latencyMs, functionTimeoutMs, function: { type } }: GroupRoute,
  options: Pick<DispatcherOptions, 'functionTimeoutMs' | 'coldStartMs'>,
  timeLeftMs: number,
): number {
  const runningMs = longestRunMs(latencyMs.max);
  const startMs = options.coldStartMs[type];
  const mostMs = startMs + (functionTimeoutMs ?? Math.max(options.functionTimeoutMs, runningMs)) + noticeMs;
  return Math.min(Math.max(startMs + runningMs, partOfTimeLeft * timeLeftMs), mostMs);
}
