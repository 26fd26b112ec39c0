import type { AcceptedFields } from '@harmonybatch/contracts';

/**
 * Only what is read so soon after its arrival is turned away, ms, and only by who reads it first. Other records may have
 * been accepted before, by who lost them in a rebalance: further on, unlike here, a second answer is recognised.
 */
export const maxAgeMs = 300;

/** Whether a request that could be accepted may be refused for the load at this moment: nobody can have accepted it before. */
export const mayBeTurnedAway = (
  { arrivedAtMs, mayBeAnswered = false }: Pick<AcceptedFields, 'arrivedAtMs' | 'mayBeAnswered'>,
  nowMs: number,
): boolean => !mayBeAnswered && nowMs - arrivedAtMs <= maxAgeMs;
