import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { run } from './simulated-run';

const hour = 3600;
const apps = [
  { name: 'strict', sloMs: 1060, rateHz: 2, attainment: 0.99 },
  { name: 'lenient', sloMs: 2060, rateHz: 0.3, attainment: 0.5 },
];

it.each([
  ['alibaba-current-cny', 'alibaba-current'],
  ['prototype-2023-cny', 'alibaba-2023'],
])('an app that asks for little does not cost a strict one beside it its promise, at %s', async (prices, catalogue) => {
  const report = await run({
    ...{ strategy: 'exact', model: 'gpt2', profile: shippedProfiles['gpt2']!, apps },
    ...{ prices: priceBooks[prices]!, catalogue: catalogues[catalogue]! },
    ...{ durationSeconds: hour, warmUpSeconds: 0 },
  });
  for (const { name, attainment } of apps) {
    const { requests, withinSlo } = report.apps[name]!;
    const deviation = Math.sqrt((attainment * (1 - attainment)) / requests);
    expect(requests).toBeGreaterThan(900);
    expect(withinSlo / requests).toBeGreaterThan(attainment - 4 * deviation);
  }
});
