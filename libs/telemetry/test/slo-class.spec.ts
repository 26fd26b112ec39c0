import { dispatcherMetrics, sloClassOf } from '../src';

it.each([
  [1, '100ms'],
  [100, '100ms'],
  [100.1, '200ms'],
  [800, '1s'],
  [60_000, '60s'],
  [60_001, 'over-60s'],
  [Infinity, 'over-60s'],
])('an SLO of %d ms is of class %s', (sloMs, sloClass) => {
  expect(sloClassOf(sloMs)).toBe(sloClass);
});

it('has a bucket of latencies at the bound of each class, so that what was within it can be counted', () => {
  const { buckets, labels } = dispatcherMetrics.requestLatency;
  const boundSeconds = (sloClass: string): number =>
    Number.parseFloat(sloClass) / (sloClass.endsWith('ms') ? 1_000 : 1);
  const bounded = labels.slo_class.filter((sloClass) => sloClass !== 'over-60s');
  expect(bounded).toHaveLength(8);
  for (const sloClass of bounded) {
    expect(buckets).toContain(boundSeconds(sloClass));
    expect(sloClassOf(boundSeconds(sloClass) * 1_000)).toBe(sloClass);
  }
});
