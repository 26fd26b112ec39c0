import { LogHistogram } from '@harmonybatch/model';

/** Spread over five orders of magnitude, by a low-discrepancy sequence. */
const values = Array.from({ length: 5_000 }, (_, index) => 10 ** (5 * ((index * 0.618034) % 1)));
const histogramOf = (list: readonly number[]): LogHistogram => {
  const histogram = new LogHistogram();
  for (const value of list) histogram.add(value);
  return histogram;
};

describe('LogHistogram', () => {
  it('overestimates a quantile by at most a tenth, and never underestimates it', () => {
    const histogram = histogramOf(values);
    const sorted = [...values].sort((one, other) => one - other);
    for (const share of [0.01, 0.5, 0.9, 0.99, 0.999, 1]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
      const estimate = histogram.quantile(share);
      expect(estimate).toBeGreaterThanOrEqual(exact * (1 - 1e-6));
      expect(estimate).toBeLessThanOrEqual(exact * 1.1 * (1 + 1e-6));
    }
  });

  it('says of parts put together what it says of the whole, also where they travelled as buckets', () => {
    const parts = [values.slice(0, 100), values.slice(100, 2_000), values.slice(2_000)].map(histogramOf);
    const all = new LogHistogram();
    for (const part of parts)
      all.merge(LogHistogram.of(JSON.parse(JSON.stringify(part.toBuckets())) as [number, number][]));
    expect(all.toBuckets()).toEqual(histogramOf(values).toBuckets());
    expect(all.count).toBe(values.length);
  });

  it('stays as small whatever it is given', () => {
    const histogram = histogramOf([0, -5, 1, NaN, Infinity, 1e300, Number.MIN_VALUE]);
    expect(histogram.count).toBe(6);
    expect(histogram.toBuckets()).toEqual([
      [0, 4],
      [127, 2],
    ]);
    histogram.add(10, 3);
    histogram.add(10, 0);
    expect(histogram.count).toBe(9);
    expect(new LogHistogram().quantile(0.99)).toBe(0);
    expect(LogHistogram.of([[500, 3]]).count).toBe(0);
  });
});
