import type { ChaosProgress } from '../run-chaos';

/** How far a run is, on one line. */
export function progressLine(
  { phase, sent, acknowledged, answered, later, faults }: ChaosProgress,
  elapsedMs: number,
): string {
  const seconds = Math.round(elapsedMs / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return [
    clock.padStart(6),
    phase.padEnd(9),
    `sent ${sent}`,
    `answered ${answered}`,
    `in flight ${sent - answered} (${sent - acknowledged} not acknowledged)`,
    `later ${later}`,
    `faults ${faults}`,
  ].join('  ');
}
