import { warmInstances } from '@harmonybatch/pipeline';

/** Probability that a Poisson variable exceeds `most`. */
function tail(mean: number, most: number): number {
  let covered = 0;
  for (let count = 0, term = Math.exp(-mean); count <= most; count += 1, term *= mean / count) covered += term;
  return 1 - covered;
}

it.each([0.001, 0.05, 0.4, 1, 3, 12, 40])(
  'an offered load of %d finds no instance free less than once in a thousand',
  (load) => {
    const instances = warmInstances([{ rateHz: load / 1.25, meanBatchSize: 1, avgSeconds: 1 }]);
    expect(tail(load, instances)).toBeLessThanOrEqual(0.001);
    if (instances > 1) expect(tail(load, instances - 1)).toBeGreaterThan(0.001);
  },
);

it('groups that share a function share its instances', () => {
  const one = { rateHz: 8, meanBatchSize: 4, avgSeconds: 0.3 };
  expect(warmInstances([one, one])).toBe(warmInstances([{ ...one, rateHz: 16 }]));
  expect(warmInstances([one, one])).toBeLessThan(2 * warmInstances([one]));
});
