/** Numbers as notes say them: of this many digits, without a tail of zeros. */
export const number = (value: number, digits = 3): string => String(Number(value.toPrecision(digits)));

/** `1`, `1 and 2`, `1, 2 and 3`; `none` where there is nothing. */
export function listed(parts: readonly string[]): string {
  if (parts.length === 0) return 'none';
  if (parts.length === 1) return parts[0]!;
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** From the least to the most: `4 to 7`, or `4` where they are alike. */
export function span(values: readonly number[], digits = 3): string {
  const [min, max] = [Math.min(...values), Math.max(...values)].map((value) => number(value, digits));
  return min === max ? min! : `${min} to ${max}`;
}
