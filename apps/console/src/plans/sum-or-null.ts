/** The sum of amounts; null as soon as one is not known. */
export function sumOrNull(amounts: Iterable<number | null>): number | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += amount;
  }
  return sum;
}
