/** The least integer of `[low, high]` for which `holds` is true, given that it stays true from there on; null if none. */
export function smallestWhere(low: number, high: number, holds: (value: number) => boolean): number | null {
  if (low > high || !holds(high)) return null;
  let min = low;
  let known = high;
  while (min < known) {
    const middle = Math.floor((min + known) / 2);
    if (holds(middle)) known = middle;
    else min = middle + 1;
  }
  return known;
}

/** The greatest integer of `[low, high]` for which `holds` is true, given that it is true up to there; null if none. */
export function largestWhere(low: number, high: number, holds: (value: number) => boolean): number | null {
  const beyond = smallestWhere(low, high, (value) => !holds(value));
  if (beyond === null) return low <= high ? high : null;
  return beyond === low ? null : beyond - 1;
}
