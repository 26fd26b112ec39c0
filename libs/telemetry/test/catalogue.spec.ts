import { anyValue, counter, knownLabels, metricsOfService, type Metric } from '../src';

const all = [...new Set(Object.values(metricsOfService).flat())];
const named = all.map((metric): [string, Metric] => [metric.name, metric]);

it('names every metric once', () => {
  expect(all.length).toBeGreaterThan(50);
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

describe.each(named)('%s', (name, metric) => {
  it('has a name by the rules of Prometheus: base units, a counter is a total and nothing else is', () => {
    expect(name).toMatch(/^harmonybatch(_[a-z]+)+$/);
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|percent)(_|$)/);
    expect(name.endsWith('_total')).toBe(metric.kind === 'counter');
    if (metric.unit === 'seconds') expect(name).toMatch(/_seconds(_total)?$/);
  });

  it('says what it counts, in sentences', () => {
    expect(metric.help).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('has labels of the rules, and no identity among them', () => {
    for (const label of Object.keys(metric.labels)) {
      expect(label).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(['id', 'identity', 'request', 'batch', 'le', 'service']).not.toContain(label);
    }
  });

  it('has rising buckets where it has any', () => {
    const buckets = metric.kind === 'histogram' ? metric.buckets : [];
    expect([...buckets]).toEqual([...new Set(buckets)].sort((one, other) => one - other));
    expect(metric.kind === 'histogram').toBe(buckets.length > 0);
  });
});

it('knows every combination of labels whose values are all known, and of others none', () => {
  const declared = { help: '', unit: 'events' } as const;
  const twoLabels = counter('x_total', { ...declared, labels: { a: ['1', '2'], b: ['3', '4'] } });
  expect(knownLabels(twoLabels)).toHaveLength(4);
  expect(knownLabels(twoLabels)).toContainEqual({ a: '2', b: '3' });
  expect(knownLabels(counter('x_total', { ...declared, labels: {} }))).toEqual([{}]);
  expect(knownLabels(counter('x_total', { ...declared, labels: { a: ['1', '2'], b: anyValue } }))).toEqual([]);
});
