/**
 * Money is counted in whole units of 10^-15 of a currency: each amount is rounded to a unit once, where it is read, and from then on
 * whatever it is divided by sums to the same.
 */
const unitsPerOne = 1e15;

export const unitsOf = (amount: number): bigint => BigInt(Math.round(amount * unitsPerOne));

/** The amount that is nearest to so many units. */
export function amountOf(units: bigint): number {
  const text = units.toString().padStart(16, '0');
  return Number(`${text.slice(0, -15)}.${text.slice(-15)}`);
}

/** All digits, for tables: the sum of rows is the sum of what is written. */
export function decimalOf(units: bigint): string {
  const text = units.toString().padStart(16, '0');
  return `${text.slice(0, -15)}.${text.slice(-15)}`.replace(/\.?0+$/, '');
}
