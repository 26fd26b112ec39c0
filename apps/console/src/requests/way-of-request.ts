import type { LateCause, Stretch } from '@harmonybatch/console-api';
import { coldStartMsOf } from '../functions/cold-start';
import type { OutcomeEnvelope } from '../reading/outcome-envelope';
import type { KnownBatch } from './known-batches';

/** What the plan had for a request: of its group, in the plan of its batch, ms. */
export interface PlannedWay {
  readonly timeoutMs: number;
  readonly overheadMs: number;
  readonly maxLatencyMs: number;
}

/** The parts of a request's way, ms. */
export interface Way {
  readonly waitedMs: number;
  /** From its batch on to the function. */
  readonly wayMs: number;
  readonly coldStartMs: number;
  readonly ranMs: number;
  readonly wayOutMs: number;
}

/**
 * How long a request was where. When its batch left is told by the requests of that: when the last one arrived if it was full, else
 * when the first one had waited as long as planned.
 */
export function wayOf({ timing, batch }: OutcomeEnvelope, known: KnownBatch | undefined): Way {
  const { arrivedAtMs, queuedMs, executedMs, completedAtMs } = timing;
  const startedAtMs = arrivedAtMs + queuedMs;
  const leftAtMs = leftAt(batch?.reason, arrivedAtMs, known);
  const waitedMs = Math.min(queuedMs, Math.max(0, leftAtMs - arrivedAtMs));
  const coldStartMs = Math.min(executedMs, coldStartOf(known));
  return {
    waitedMs,
    wayMs: queuedMs - waitedMs,
    coldStartMs,
    ranMs: executedMs - coldStartMs,
    wayOutMs: Math.max(0, completedAtMs - startedAtMs - executedMs),
  };
}

function leftAt(reason: string | undefined, arrivedAtMs: number, known: KnownBatch | undefined): number {
  if (known === undefined || reason === 'late') return arrivedAtMs;
  if (reason === 'size') return known.lastArrivedAtMs;
  return Number.isFinite(known.firstDueAtMs) ? Math.max(known.firstDueAtMs, known.lastArrivedAtMs) : Infinity;
}

/** Ms; 0 where the platform reports no executions. */
const coldStartOf = (known: KnownBatch | undefined): number =>
  known?.latencyMs == null || known.platformMs === null ? 0 : coldStartMsOf(known.latencyMs, known.platformMs);

/** The part of its way that took most beyond what the plan had for it. */
export function lateCauseOf(way: Way, planned: PlannedWay | null): LateCause {
  const { timeoutMs, overheadMs, maxLatencyMs } = planned ?? { timeoutMs: 0, overheadMs: 0, maxLatencyMs: 0 };
  const wayBeyondMs = way.wayMs + way.wayOutMs - overheadMs;
  const beyond: readonly (readonly [LateCause, number])[] = [
    ['way-in', way.wayMs >= way.wayOutMs ? wayBeyondMs : -Infinity],
    ['waited', way.waitedMs - timeoutMs],
    ['cold-start', way.coldStartMs],
    ['ran', way.ranMs - maxLatencyMs],
    ['way-out', way.wayOutMs > way.wayMs ? wayBeyondMs : -Infinity],
  ];
  return beyond.reduce((most, one) => (one[1] > most[1] ? one : most))[0];
}

/** The parts in order, those that took nothing left out. */
export function timelineOf(way: Way, planned: PlannedWay | null): Stretch[] {
  const parts: readonly (readonly [Stretch['part'], number, number | null])[] = [
    ['waited', way.waitedMs, planned?.timeoutMs ?? null],
    ['way', way.wayMs, planned?.overheadMs ?? null],
    ['cold-start', way.coldStartMs, planned === null ? null : 0],
    ['ran', way.ranMs, planned?.maxLatencyMs ?? null],
    ['way-out', way.wayOutMs, null],
  ];
  const stretches: Stretch[] = [];
  let fromMs = 0;
  for (const [part, durationMs, plannedMs] of parts) {
    if (durationMs > 0) stretches.push({ part, fromMs, durationMs, plannedMs });
    fromMs += durationMs;
  }
  return stretches;
}
