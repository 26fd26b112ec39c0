/** Numbers as people read them, always with their unit. Where nothing is known it says so with a dash, never with a 0. */

export const unknown = '–';
/** Between a number and its unit: not where a line breaks. */
const gap = '\u00a0';

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const significant = (digits: number) => new Intl.NumberFormat('en', { maximumSignificantDigits: digits });
const three = significant(3);

/** A number of things: 12,345. */
export const count = (value: number): string => integer.format(value);

/** A duration: 0.42 ms, 312 ms, 1.25 s, 3 min. @param value ms */
export function duration(value: number | null): string {
  if (value === null) return unknown;
  if (value < 1_000) return `${value < 100 ? three.format(value) : integer.format(value)}${gap}ms`;
  if (value < 120_000) return `${three.format(value / 1_000)}${gap}s`;
  if (value < 7_200_000) return `${three.format(value / 60_000)}${gap}min`;
  return `${three.format(value / 3_600_000)}${gap}h`;
}

/** A number of requests a second: 12.3 req/s. */
export const rate = (hz: number): string => `${hz < 1_000 ? three.format(hz) : integer.format(hz)}${gap}req/s`;

/**
 * A share as percent. It is cut, not rounded: what is not whole is never shown as 100 %, and what is missing to a promise stays visible.
 * @param value from 0 to 1
 */
export function share(value: number | null): string {
  if (value === null) return unknown;
  const percent = value * 100;
  const decimals = percent > 99 && percent < 100 ? 2 : 1;
  const cut = Math.floor(percent * 10 ** decimals + 1e-9) / 10 ** decimals;
  return `${cut.toFixed(Number.isInteger(cut) ? 0 : decimals)}${gap}%`;
}

/** An amount with its currency: 12.3 CNY, 0.00123 CNY. @param currency ISO 4217 code, null where none is known */
export function money(amount: number | null, currency: string | null): string {
  if (amount === null) return unknown;
  const digits = amount >= 1_000 ? integer.format(amount) : amount >= 100 ? amount.toFixed(2) : three.format(amount);
  return currency === null ? digits : `${digits}${gap}${currency}`;
}

/** The same for an hour: 12.3 CNY/h. */
export function moneyPerHour(amount: number | null, currency: string | null): string {
  return amount === null ? unknown : `${money(amount, currency ?? '')}/h`;
}

/** Bytes in units of 1,024: 812 B, 4 KiB. */
export function bytes(value: number): string {
  if (value < 1_024) return `${value}${gap}B`;
  return value < 1_048_576 ? `${three.format(value / 1_024)}${gap}KiB` : `${three.format(value / 1_048_576)}${gap}MiB`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minuteClock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** The time of day, with the day where it is another than today. @param atMs epoch ms */
export function time(atMs: number, nowMs: number = Date.now()): string {
  const shown = clock.format(atMs);
  return day.format(atMs) === day.format(nowMs) ? shown : `${day.format(atMs)}, ${shown}`;
}

/** The time of day to the minute. @param atMs epoch ms */
export const minute = (atMs: number): string => minuteClock.format(atMs);

/** The time of day with milliseconds. @param atMs epoch ms */
export const exactTime = (atMs: number): string => `${time(atMs)}.${String(Math.floor(atMs) % 1_000).padStart(3, '0')}`;

/** How long ago: 4 s ago, 3 min ago. @param atMs epoch ms */
export function ago(atMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1_000));
  if (seconds < 90) return `${seconds}${gap}s ago`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)}${gap}min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3_600)}${gap}h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** One thing or several: 1 app, 12 apps. */
export const counted = (value: number, one: string, many: string = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
