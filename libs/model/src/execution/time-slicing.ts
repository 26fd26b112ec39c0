/** How a card's time is cut: the function holds `heldSlices` of every `cycleSlices` slices of `sliceSeconds` (m, Mmax, τ). */
export interface SliceSchedule {
  readonly heldSlices: number;
  readonly cycleSlices: number;
  readonly sliceSeconds: number;
}

/**
 * Wall time of `workSeconds` of GPU time under time slicing (Fig. 8). The cycle begins with the function's own slices; the
 * work arrives `phaseSeconds` after the beginning of a cycle. Never beyond Eq. 4, which is the phase right behind the own
 * slices. A function that holds the whole card is never interrupted.
 *
 * @param phaseSeconds in [0, length of the cycle)
 * @returns seconds from the arrival to the end of the work
 */
export function timeSlicedSeconds(workSeconds: number, schedule: SliceSchedule, phaseSeconds: number): number {
  const heldSeconds = schedule.heldSlices * schedule.sliceSeconds;
  const awaySeconds = cycleSeconds(schedule) - heldSeconds;
  if (awaySeconds <= 0 || workSeconds <= 0) return workSeconds;
  if (phaseSeconds >= heldSeconds) {
    const untilOwnSlices = cycleSeconds(schedule) - phaseSeconds;
    return untilOwnSlices + fromOwnSlices(workSeconds, heldSeconds, awaySeconds);
  }
  const leftOfSlices = heldSeconds - phaseSeconds;
  if (workSeconds <= leftOfSlices) return workSeconds;
  return leftOfSlices + awaySeconds + fromOwnSlices(workSeconds - leftOfSlices, heldSeconds, awaySeconds);
}

/** Length of one cycle over all functions on the card, s. */
export const cycleSeconds = (schedule: SliceSchedule): number => schedule.cycleSlices * schedule.sliceSeconds;

/** Wall time of work that starts at the beginning of the own slices: it is interrupted after each held stretch but the last. */
function fromOwnSlices(workSeconds: number, heldSeconds: number, awaySeconds: number): number {
  return workSeconds + (stretches(workSeconds, heldSeconds) - 1) * awaySeconds;
}

/** Held stretches that the work needs; work of exactly n stretches must not become n + 1 by rounding. */
function stretches(workSeconds: number, heldSeconds: number): number {
  return Math.max(1, Math.ceil(workSeconds / heldSeconds - 1e-9));
}
