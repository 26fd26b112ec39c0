const maxTerms = 10_000;

/**
 * How likely chance alone makes so many of what is expected less often: `P(X ≥ count)` of a Poisson number.
 * @param count 0 or more; a fraction is rounded down, in favour of chance
 * @param mean 0 or more
 * @returns 1 where the count is not above the mean, which needs no explanation
 */
export function poissonUpperTail(count: number, mean: number): number {
  const min = Math.floor(count);
  if (min <= mean) return 1;
  if (mean === 0) return 0;
  let term = Math.exp(min * Math.log(mean) - mean - logFactorial(min));
  let sum = term;
  for (let k = min + 1; term > sum * Number.EPSILON && k < min + maxTerms; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

function logFactorial(n: number): number {
  let sum = 0;
  for (let k = 2; k <= n; k += 1) sum += Math.log(k);
  return sum;
}
