const pattern = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;
const msPerMinute = 60_000;
const msPerDay = 86_400_000;

/** Epoch ms of an RFC 3339 time such as `2026-01-31T12:00:00.5+01:00`; null for anything else. */
export function epochMsOf(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const zoneMinutes = match[8] === undefined ? 0 : Number(match[9]) * 60 + Number(match[10]);
  const fractionMs = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  const localMs =
    daysSinceEpoch(year, month, day) * msPerDay + (hour * 60 + minute) * msPerMinute + second * 1000 + fractionMs;
  return localMs - (match[8] === '-' ? -1 : 1) * zoneMinutes * msPerMinute;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March, so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
