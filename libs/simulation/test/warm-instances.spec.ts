import { catalogues, priceBooks } from '@harmonybatch/model';
import { run } from './simulated-run';

const hour = 3600;
const sparse = { apps: [{ name: 'sparse', sloMs: 560, rateHz: 0.1 }], durationSeconds: 8 * hour, warmUpSeconds: 60 };
const catalogue = catalogues['alibaba-current']!;

it.each(['alibaba-current-cny', 'prototype-2023-cny'])(
  'warm instances at %s keep the promise of an app of which two batches meet now and then',
  async (name) => {
    const { total } = await run({ ...sparse, strategy: 'exact', prices: priceBooks[name]!, catalogue });
    const deviation = Math.sqrt((0.99 * 0.01) / total.requests);
    expect(total.requests).toBeGreaterThan(2500);
    expect(total.attainment).toBeGreaterThan(0.99 - 3 * deviation);
  },
);

it.each(['alibaba-current-cny', 'own-machines-usd'])('warm instances at %s cost what the plan says', async (name) => {
  const { bill, predictedPerSecond } = await run({
    strategy: 'exact',
    prices: priceBooks[name]!,
    catalogue,
    durationSeconds: 900,
    warmUpSeconds: 300,
  });
  expect(Math.abs(predictedPerSecond / bill.perSecond - 1)).toBeLessThan(0.02);
});

/** Batches come more evenly than by chance, so that fewer instances are held than if each came on its own. */
describe('instances on demand cost what the plan says', () => {
  const prices = priceBooks['alibaba-current-cny']!;
  const apps = (rateHz: number) => [
    { name: 'tight', sloMs: 500, rateHz: 0.25 * rateHz },
    { name: 'middle', sloMs: 800, rateHz: 0.5 * rateHz },
    { name: 'loose', sloMs: 1000, rateHz: 0.25 * rateHz },
  ];

  it.each([
    [0.05, 4 * hour],
    [14, hour / 4],
  ])('at %d requests a second', async (rateHz, durationSeconds) => {
    const input = { strategy: 'exact', prices, catalogue, holding: 'on-demand', apps: apps(rateHz) } as const;
    const { bill, predictedPerSecond } = await run({ ...input, durationSeconds, warmUpSeconds: 300 });
    expect(Math.abs(predictedPerSecond / bill.perSecond - 1)).toBeLessThan(0.04);
  });
});
