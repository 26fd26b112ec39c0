import { equivalentTimeoutSeconds, requestsInWindow, type Latency } from '@harmonybatch/model';
import { keepsSlos, timeoutSecondsOf, type Member } from './provision';

/** Requests of a group that one window gathers: `floor(r·T) + 1`, with `T` by Eq. 5. */
export function batchWindow(members: readonly Member[], batchSize: number, latency: Latency): number {
  const rateHz = members.reduce((sum, member) => sum + member.rateHz, 0);
  const apps = members.map((member) => ({
    timeoutSeconds: timeoutSecondsOf(member, batchSize, latency),
    rateHz: member.rateHz,
  }));
  if (members.some(({ reach }) => reach !== members[0]!.reach))
    apps.sort((one, other) => one.timeoutSeconds - other.timeoutSeconds);
  return requestsInWindow(rateHz, equivalentTimeoutSeconds(apps));
}

/**
 * Constraints (9) and (10): the batch fills within the longest waits that keep every member's SLO.
 * @param members in order of SLO.
 */
export const batchFills = (members: readonly Member[], batchSize: number, latency: Latency): boolean =>
  keepsSlos(members, latency) && batchSize <= batchWindow(members, batchSize, latency);
