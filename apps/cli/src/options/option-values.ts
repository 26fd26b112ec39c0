import { InvalidArgumentError } from 'commander';

/** Longest time any option may name: a day. */
const maxSeconds = 86_400;

const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `2027-06-30` or `2027-06-30T12:00:00Z` → epoch ms; a day begins in UTC. */
export function parseInstant(text: string): number {
  const atMs = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(atMs))
    throw new InvalidArgumentError('Write a day such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z.');
  return atMs;
}

/** `90s`, `10m`, `1.5h`, `500ms`, or plain seconds → seconds, above 0 and up to a day. */
export function parseDurationSeconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  const seconds = match ? Number(match[1]) * (unitSeconds[match[2] ?? 's'] ?? 1) : Number.NaN;
  if (!(seconds > 0 && seconds <= maxSeconds)) {
    throw new InvalidArgumentError('Write a duration such as 60s, 10m or 1.5h, above 0 and up to 24h.');
  }
  return seconds;
}

/** Longest age that an option may name: dead letters are kept for 7 days. */
const maxAgeSeconds = 30 * 86_400;

/** `30m`, `12h`, `3d`, or plain seconds → seconds, above 0 and up to 30 days. */
export function parseAgeSeconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/.exec(text.trim());
  const unit = match?.[2] ?? 's';
  const seconds = match ? Number(match[1]) * (unit === 'd' ? 86_400 : (unitSeconds[unit] ?? 1)) : Number.NaN;
  if (!(seconds > 0 && seconds <= maxAgeSeconds)) {
    throw new InvalidArgumentError('Write an age such as 30m, 12h or 3d, above 0 and up to 30d.');
  }
  return seconds;
}

/** A number above 0 and up to `max`. */
export const parsePositive =
  (max: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value > 0 && value <= max)) throw new InvalidArgumentError(`Write a number above 0 and at most ${max}.`);
    return value;
  };

/** A number from `min` to `max`. */
export const parseFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Write a number from ${min} to ${max}.`);
    return value;
  };

/** A whole number from `min` to `max`. */
export const parseWhole =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
    return value;
  };

/** What an option gives an app. */
export type Assignment = readonly [app: string, value: string];

/** `app=VALUE` pairs of an option that may be repeated or hold several, comma-separated. */
export const parseAssignments = (text: string, before: readonly Assignment[] = []): Assignment[] => [
  ...before,
  ...text.split(',').map((part): Assignment => {
    const at = part.indexOf('=');
    if (at < 1 || at === part.length - 1) throw new InvalidArgumentError(`Write APP=VALUE; got "${part}".`);
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  }),
];
