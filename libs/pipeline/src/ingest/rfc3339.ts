const pattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,40}))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const msPerSecond = 1000;
const msPerMinute = 60_000;
const msPerDay = 86_400_000;
const lastSecond = 59;
const daysByMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Epoch ms of an RFC 3339 time such as `2026-01-31T12:00:00.5+01:00`; null for anything else, days and hours that there are
 * not included. A leap second, which is the last of a day in UTC, is taken for the first of the next.
 */
export function epochMsOf(text: string): number | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Sextuple;
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return null;
  if (hour > 23 || minute > 59 || second > lastSecond + 1) return null;
  const zoneMinutes = match[8] === undefined ? 0 : Number(match[9]) * 60 + Number(match[10]);
  const fractionMs = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * msPerSecond;
  const localMs = daysSinceEpoch(year, month, day) * msPerDay + (hour * 60 + minute) * msPerMinute;
  const atMs = localMs - (match[8] === '-' ? -1 : 1) * zoneMinutes * msPerMinute;
  if (second > lastSecond && (atMs + msPerMinute) % msPerDay !== 0) return null;
  return atMs + second * msPerSecond + fractionMs;
}

type Sextuple = [number, number, number, number, number, number];

function daysOf(year: number, month: number): number {
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeapYear ? 29 : daysByMonth[month - 1]!;
}

/** Days of the proleptic Gregorian calendar, counted in years that begin in March, so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
