import { AppRate, smoothingDefaults } from '@harmonybatch/pipeline';

/** So many arrivals a second are as good as normally distributed, and need not be drawn one by one. */
const manyHz = 100;

/** By Box and Muller. */
const normalCount = (rateHz: number, uniform: () => number): number =>
  Math.round(rateHz + Math.sqrt(rateHz) * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));

/** Seeded Poisson arrivals: how many fall into each second. */
function arrivalsPerSecond(rateHz: number, seconds: number, seed: number): number[] {
  let state = seed;
  const uniform = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  if (rateHz > manyHz) return Array.from({ length: seconds }, () => normalCount(rateHz, uniform));
  const counts = Array.from({ length: seconds }, () => 0);
  for (let at = -Math.log(uniform()) / rateHz; at < seconds; at += -Math.log(uniform()) / rateHz)
    counts[Math.floor(at)]! += 1;
  return counts;
}

function watch(rate: AppRate, counts: readonly number[], fromSecond = 0): void {
  counts.forEach((count, second) => {
    rate.advance((fromSecond + second + 0.5) * 1_000);
    rate.arrived(count);
    rate.advance((fromSecond + second + 1) * 1_000);
  });
}

it.each([0.05, 1, 30, 1_000])('%d req/s is estimated within its stated error, without bias', (rateHz) => {
  const seconds = rateHz < 1 ? 4_000 : 300;
  const errors = Array.from({ length: 40 }, (_, seed) => {
    const rate = new AppRate(smoothingDefaults, 0);
    watch(rate, arrivalsPerSecond(rateHz, seconds, 17 * seed + 1));
    const estimate = rate.estimate();
    return (estimate.rateHz - rateHz) / estimate.standardErrorHz;
  });
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  expect(Math.abs(mean)).toBeLessThan(0.7);
  expect(errors.filter((error) => Math.abs(error) > 4.5)).toHaveLength(0);
  expect(errors.some((error) => Math.abs(error) > 0.5)).toBe(true);
});

it('is right from the first seconds on, only less certain', () => {
  const rate = new AppRate(smoothingDefaults, 0);
  watch(rate, [20, 20, 20]);
  const { rateHz, standardErrorHz, windowSeconds } = rate.estimate();
  expect(rateHz).toBeGreaterThan(19);
  expect(rateHz).toBeLessThan(21.5);
  expect(standardErrorHz).toBeGreaterThan(2);
  expect(windowSeconds).toBeLessThan(3);
});

it('follows a step of a busy app within a minute', () => {
  const rate = new AppRate(smoothingDefaults, 0);
  watch(
    rate,
    Array.from({ length: 300 }, () => 30),
  );
  watch(
    rate,
    Array.from({ length: 60 }, () => 10),
    300,
  );
  expect(rate.estimate().rateHz).toBeLessThan(12.5);
});

it('lets the rate of an app that fell silent decay', () => {
  const rate = new AppRate(smoothingDefaults, 0);
  watch(
    rate,
    Array.from({ length: 100 }, () => 10),
  );
  rate.advance(100_000 + 3_600_000);
  expect(rate.estimate().rateHz).toBeLessThan(0.5);
});

it('begins with an earlier estimate where there is one', () => {
  const rate = new AppRate(smoothingDefaults, 0, { rateHz: 8, standardErrorHz: 0.3, windowSeconds: 50 });
  expect(rate.estimate().rateHz).toBeCloseTo(8, 12);
});

it('takes no harm from a clock that steps back', () => {
  const rate = new AppRate(smoothingDefaults, 10_000);
  watch(rate, [5, 5], 10);
  const before = rate.estimate();
  rate.advance(3_000);
  expect(rate.estimate()).toEqual(before);
});
