import { equivalentTimeoutSeconds, requestsInWindow, type Latency } from '@harmonybatch/model';
import { timeoutSecondsOf, type Member } from './provision';

/**
 * Requests of a group that one window gathers: `floor(r·T) + 1`, with `T` by Eq. 5.
 * @param members in order of their timeouts.
 */
export function batchWindow<T extends { readonly rateHz: number }>(
  members: readonly T[],
  timeoutSeconds: (member: T) => number,
): number {
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const apps = members.map((member) => ({ timeoutSeconds: timeoutSeconds(member), rateHz: member.rateHz }));
  return requestsInWindow(rateHz, equivalentTimeoutSeconds(apps));
}

/**
 * Constraints (9) and (10): the batch fills within the longest waits that keep every member's SLO.
 * @param members in order of SLO.
 */
export function batchFills(members: readonly Member[], batchSize: number, latency: Latency): boolean {
  if (members.some((member) => member.sloSeconds < latency.maxSeconds)) return false;
  return batchSize <= batchWindow(members, (member) => timeoutSecondsOf(member, batchSize, latency.maxSeconds));
}
