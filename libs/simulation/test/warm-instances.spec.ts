import { catalogues, priceBooks } from '@harmonybatch/model';
import { run } from './simulated-run';

const hour = 3600;
const sparse = { apps: [{ name: 'sparse', sloMs: 620, rateHz: 0.1 }], durationSeconds: 6 * hour, warmUpSeconds: 60 };
const catalogue = catalogues['alibaba-current']!;

describe.each(['alibaba-current-cny', 'own-machines-usd', 'prototype-2023-cny'])('warm instances at %s', (name) => {
  const prices = priceBooks[name]!;

  it('keep the promise of an app of which two batches meet now and then', async () => {
    const { total } = await run({ ...sparse, strategy: 'exact', prices, catalogue });
    const deviation = Math.sqrt((0.99 * 0.01) / total.requests);
    expect(total.requests).toBeGreaterThan(2000);
    expect(total.attainment).toBeGreaterThan(0.99 - 3 * deviation);
  });

  it('cost what the plan says', async () => {
    const { bill, predictedPerSecond } = await run({
      strategy: 'exact',
      prices,
      catalogue,
      durationSeconds: 1200,
      warmUpSeconds: 300,
    });
    expect(Math.abs(predictedPerSecond / bill.perSecond - 1)).toBeLessThan(0.02);
  });
});
