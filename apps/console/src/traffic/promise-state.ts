import type { PromiseState } from '@harmonybatch/console-api';
import { attainmentVerdict } from '@harmonybatch/model';

/** How many requests were accepted, and how many of them were answered in SLO. */
export interface Delivered {
  readonly accepted: number;
  readonly inSlo: number;
}

/** Worst first. */
export const promiseStates: readonly PromiseState[] = ['unserved', 'broken', 'at-risk', 'kept', 'quiet'];

/**
 * How a promise stands. It is broken where an app that keeps it would have so many late requests less than once in a thousand times:
 * the test of `attainmentVerdict`.
 * @param promised share of requests that are to be in SLO
 */
export function promiseState({ accepted, inSlo }: Delivered, promised: number, isServed: boolean): PromiseState {
  if (!isServed) return 'unserved';
  if (accepted === 0) return 'quiet';
  if (inSlo / accepted >= promised) return 'kept';
  return attainmentVerdict({ requests: accepted, withinSlo: inSlo }, promised) === 'below' ? 'broken' : 'at-risk';
}
