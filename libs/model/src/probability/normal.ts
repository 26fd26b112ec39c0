const maxTerms = 200;
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
/** Beyond this many standard deviations the series loses its digits; what is left there is below 1e-15. */
const farTail = 8;

/** Density of the standard normal distribution. */
const density = (x: number): number => Math.exp(-0.5 * x * x - halfLogTwoPi);

/**
 * `P(X ≤ x)` for a standard normal `X`, to about 1e-15: the series `½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)`
 * (Abramowitz and Stegun 26.2.11).
 */
export function normalCdf(x: number): number {
  if (x < -farTail) return 0;
  if (x > farTail) return 1;
  let term = x;
  let sum = x;
  for (let n = 1; n < maxTerms; n += 1) {
    term *= (x * x) / (2 * n + 1);
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return 0.5 + density(x) * sum;
}

const bisections = 60;

/** The `x` with `P(X ≤ x) = probability` for a standard normal `X`; `probability` strictly between 0 and 1. */
export function normalQuantile(probability: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`${probability} is not a probability between 0 and 1`);
  let low = -farTail;
  let high = farTail;
  for (let step = 0; step < bisections; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
