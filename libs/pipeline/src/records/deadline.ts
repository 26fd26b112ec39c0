import type { GroupRoute } from '@harmonybatch/contracts';

/**
 * Whether a request that is run now in a batch of `size` can still be answered in time: even a fast execution has to fit.
 * Execution times are taken as symmetric about their average, so the fastest one in a hundred is as far below as `L_max`
 * is above; a batch that is not full is faster by its slack.
 */
export function canStillBeMet(
  deadlineMs: number,
  group: Pick<GroupRoute, 'latencyMs' | 'slackMs'>,
  size: number,
  nowMs: number,
): boolean {
  return nowMs + minLatencyMs(group, size) < deadlineMs;
}

/** What a fast execution of a batch of `size` takes, ms. */
export const minLatencyMs = ({ latencyMs, slackMs }: Pick<GroupRoute, 'latencyMs' | 'slackMs'>, size: number): number =>
  Math.max(0, 2 * latencyMs.avg - latencyMs.max - (slackMs?.[size - 1] ?? 0));
