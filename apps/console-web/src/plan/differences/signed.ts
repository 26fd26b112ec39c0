import { duration, moneyPerHour, share } from '../../figures/format';

/** With its sign, minus as a minus; ± where it is nothing. */
function signed(value: number, shown: string, nothing: boolean): string {
  if (nothing) return `±${shown}`;
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** A difference of money per hour: +0.12 CNY/h, −3.4 CNY/h. */
export const signedMoneyPerHour = (difference: number, currency: string): string =>
  signed(difference, moneyPerHour(settled(difference), currency), settled(difference) === 0);

/** A difference of shares in points of a percent: −0.12 %. */
export const signedShare = (difference: number): string =>
  signed(difference, share(Math.abs(difference)), Math.abs(difference) < 5e-5);

/** A change beside what it was: −12.3 %. */
export function change(before: number, now: number): string | null {
  return before === 0 ? null : signedShare((now - before) / before);
}

export const signedDuration = (differenceMs: number): string =>
  signed(differenceMs, duration(Math.abs(differenceMs)), Math.abs(differenceMs) < 0.5);

export const signedCount = (difference: number): string =>
  signed(difference, String(Math.abs(difference)), difference === 0);

/** What is only the rounding of sums is nothing. */
const settled = (difference: number): number => (Math.abs(difference) < 1e-9 ? 0 : Math.abs(difference));
