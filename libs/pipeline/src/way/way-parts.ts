import type { BatchExecuted } from '@harmonybatch/contracts';
import type { BatchToRun } from '../dispatcher/ready-batch';

/** What a batch spent on its way, ms: neither waiting for others as planned, nor in its function, nor in the function's queue. */
export interface WayParts {
  /** From when the plan means it to leave to when it left: of a full batch that is the arrival of its last request. */
  readonly leavingMs: number;
  /** From there to the invocation, without the wait for a place on the function. */
  readonly dispatchingMs: number;
  /** What the invocation took beyond what the platform counted. */
  readonly wireMs: number;
  /** From the function's answer to the acknowledged outcome. */
  readonly answeringMs: number;
}

/** An invocation that took so much longer than the platform counted waited for an instance to start: that is no way, ms. */
export const coldWireMs = 250;

/** When the plan meant the batch to leave, epoch ms; null where nobody knows, as of requests without a plan. */
export function plannedLeaveMs({ reason, dueAtMs, requests }: BatchToRun): number | null {
  if (reason === 'deadline') return dueAtMs ?? null;
  if (reason === 'size') return Math.min(dueAtMs ?? Infinity, Math.max(...requests.map((one) => one.arrivedAtMs)));
  return reason === 'late' ? Math.min(...requests.map((one) => one.arrivedAtMs)) : null;
}

/**
 * The way to the function of a batch that begins to run at `startedAtMs`, or is found to be late then.
 * @param queuedMs how long it waited for a place on its function
 */
export function wayToFunction(
  batch: BatchToRun,
  startedAtMs: number,
  queuedMs: number,
): Pick<WayParts, 'leavingMs' | 'dispatchingMs'> | null {
  const leaveMs = plannedLeaveMs(batch);
  if (leaveMs === null) return null;
  return {
    leavingMs: Math.max(0, batch.readyAtMs - leaveMs),
    dispatchingMs: Math.max(0, startedAtMs - batch.readyAtMs - queuedMs),
  };
}

/** The way back of an invocation whose outcomes were acknowledged at `acknowledgedAtMs`. */
export function wayBack(
  { startedAtMs, latencyMs, platformDurationMs = latencyMs }: BatchExecuted,
  acknowledgedAtMs: number,
): Pick<WayParts, 'wireMs' | 'answeringMs'> {
  const wireMs = Math.max(0, latencyMs - platformDurationMs);
  return {
    wireMs: wireMs < coldWireMs ? wireMs : 0,
    answeringMs: Math.max(0, acknowledgedAtMs - startedAtMs - latencyMs),
  };
}

export const wayMs = ({ leavingMs, dispatchingMs, wireMs, answeringMs }: WayParts): number =>
  leavingMs + dispatchingMs + wireMs + answeringMs;
