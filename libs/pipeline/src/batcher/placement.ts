import { canStillBeMet } from '../records/deadline';
import type { AppRoute } from '../registry/plan-board';
import type { WaitingRequest } from './accepted-record';

/** Where an accepted request goes. */
export type Placement =
  /** Into its group's buffer, to leave at `flushAtMs` at the latest. */
  | { readonly kind: 'buffer'; readonly route: AppRoute; readonly flushAtMs: number }
  /** Its deadline cannot be met any more: past the buffer, so that it hurries no batch of others. */
  | { readonly kind: 'late'; readonly route: AppRoute }
  /** No plan names its app yet. */
  | { readonly kind: 'unplanned' };

const smallestBatch = 1;

/**
 * Decides where a request goes. It may wait for its app's timeout (Eq. 10: `t_w = s_w − L`), counted from its arrival, and no
 * longer than its own deadline leaves after what the plan keeps of the app's SLO for the way and the execution: the latency
 * that the app's attainment asks for, which is not the maximum for all.
 */
export function place(request: WaitingRequest, route: AppRoute | undefined, nowMs: number): Placement {
  if (route === undefined) return { kind: 'unplanned' };
  if (!canStillBeMet(request.deadlineMs, route.group, smallestBatch, nowMs)) return { kind: 'late', route };
  const latestFlushMs = request.deadlineMs - (route.sloMs - route.timeoutMs);
  return { kind: 'buffer', route, flushAtMs: Math.min(request.arrivedAtMs + route.timeoutMs, latestFlushMs) };
}
