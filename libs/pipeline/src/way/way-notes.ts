import type { WayReserve } from '@harmonybatch/contracts';
import { shareOf } from './way-reserves';

/** What a plan keeps for the way and why, in words; nothing where it was not measured. */
export function wayNotes(reserves: readonly WayReserve[] = []): string[] {
  const measured = reserves.filter(({ requests }) => requests > 0);
  if (measured.length === 0) return [];
  const kept = measured.map(
    ({ attainment, reservedMs, requests }) =>
      `${toDigits(reservedMs, 1)} ms where ${percent(attainment)} have to be in time (${percent(shareOf(attainment))} of ${requests} requests took no longer)`,
  );
  return [`Of every SLO the plan keeps what the way was measured to take: ${kept.join('; ')}.`];
}

/** Apps whose SLO leaves less than the way takes. */
export function hurriedNote(apps: readonly string[], keptMs: number): string {
  const named = apps.slice(0, maxNamed).map((app) => `"${app}"`);
  const more = apps.length > maxNamed ? ` and ${apps.length - maxNamed} more` : '';
  return `The way takes more than the SLOs of ${named.join(', ')}${more} leave beside the execution: ${toDigits(keptMs, 1)} ms are kept for it, and requests may be late until it is faster. Loosen these SLOs, or find out what slows Kafka, Redis or the services down.`;
}

const maxNamed = 5;
const toDigits = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const percent = (share: number): string => `${toDigits(share * 100, 2)} %`;
