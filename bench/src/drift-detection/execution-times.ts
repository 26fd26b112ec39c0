import type { SeededRandomness } from '@harmonybatch/traffic';

/** How executions vary around their mean: evenly, or with a long tail; each on its own, or those after each other alike. */
export type Variation = 'normal' | 'lognormal' | 'lingering';

/** No execution is shorter than this part of its mean. */
const leastShare = 0.01;
/** Of lingering times so much of a deviation is that of the execution before. */
const correlation = 0.5;

/** Draws execution times as parts of what is expected, with this standard deviation relative to their mean. */
export function executionTimes(variation: Variation, deviation: number, random: SeededRandomness): () => number {
  if (variation === 'normal') return () => Math.max(leastShare, 1 + deviation * random.normal());
  const logDeviation = Math.sqrt(Math.log(1 + deviation ** 2));
  const asPart = (normal: number): number => Math.exp(logDeviation * normal - logDeviation ** 2 / 2);
  if (variation === 'lognormal') return () => asPart(random.normal());
  let before = random.normal();
  return () => {
    before = correlation * before + Math.sqrt(1 - correlation ** 2) * random.normal();
    return asPart(before);
  };
}
