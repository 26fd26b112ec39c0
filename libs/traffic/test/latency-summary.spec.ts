import { percentile, summarise } from '@harmonybatch/traffic';

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

it('percentiles are by nearest rank', () => {
  expect(percentile(oneTo(100), 0.5)).toBe(50);
  expect(percentile(oneTo(100), 0.99)).toBe(99);
  expect(percentile(oneTo(101), 0.99)).toBe(100);
  expect(percentile(oneTo(100), 0.07)).toBe(7);
  expect(percentile(oneTo(1), 0.99)).toBe(1);
  expect(percentile(oneTo(4), 1)).toBe(4);
  expect(percentile([], 0.5)).toBeNull();
});

it('a summary sorts for itself and leaves its input alone', () => {
  const latencies = [30, 10, 20];
  expect(summarise(latencies)).toEqual({ mean: 20, p50: 20, p95: 30, p99: 30 });
  expect(latencies).toEqual([30, 10, 20]);
  expect(summarise([])).toBeNull();
});
