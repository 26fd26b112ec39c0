import type { Stretch } from '@harmonybatch/console-api';

/** A part of the picture: from one moment to another, ms since arrival, and where it lies, in percent of the width. */
export interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly left: number;
  readonly width: number;
  /** Drawn shorter than it is, for nothing happened in it. */
  readonly collapsed: boolean;
}

export interface TimelineScale {
  readonly pieces: readonly Piece[];
  /** Where a moment lies, in percent of the width. @param ms since arrival */
  readonly placeOf: (ms: number) => number;
}

/** Waiting is drawn at most so long beside all that was done. */
const idlePart = 0.6;

/**
 * A scale over which nothing that was done gets lost: what only waited is drawn shorter where it is much longer than the
 * rest, and so is what was left until the deadline.
 * @param stretches in order, each beginning where the one before ends
 * @param deadlineMs since arrival; null where there is none
 */
export function timelineScale(stretches: readonly Stretch[], deadlineMs: number | null): TimelineScale {
  const endMs = stretches.reduce((end, { fromMs, durationMs }) => Math.max(end, fromMs + durationMs), 0);
  const spans = stretches
    .filter(({ durationMs }) => durationMs > 0)
    .map(({ part, fromMs, durationMs }) => ({ fromMs, toMs: fromMs + durationMs, idle: part === 'waited' }));
  if (deadlineMs !== null && deadlineMs > endMs) spans.push({ fromMs: endMs, toMs: deadlineMs, idle: true });

  const busyMs = spans.reduce((sum, { fromMs, toMs, idle }) => sum + (idle ? 0 : toMs - fromMs), 0);
  const longestMs = busyMs === 0 ? Infinity : busyMs * idlePart;
  const drawn = spans.map(({ fromMs, toMs, idle }) => ({
    fromMs,
    toMs,
    collapsed: idle && toMs - fromMs > longestMs,
    drawnMs: idle ? Math.min(toMs - fromMs, longestMs) : toMs - fromMs,
  }));
  const allMs = drawn.reduce((sum, { drawnMs }) => sum + drawnMs, 0) || 1;

  let left = 0;
  const pieces = drawn.map(({ fromMs, toMs, collapsed, drawnMs }) => {
    const piece = { fromMs, toMs, collapsed, left, width: (drawnMs / allMs) * 100 };
    left += piece.width;
    return piece;
  });
  return { pieces, placeOf: (ms) => placeIn(pieces, ms) };
}

function placeIn(pieces: readonly Piece[], ms: number): number {
  const piece = pieces.find(({ toMs }) => ms <= toMs);
  if (piece === undefined) return 100;
  const part = Math.max(0, (ms - piece.fromMs) / (piece.toMs - piece.fromMs));
  return piece.left + part * piece.width;
}
