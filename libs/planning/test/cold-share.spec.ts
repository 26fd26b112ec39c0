import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { plan, planRequestOf, planningDefaults } from '@harmonybatch/planning';
import { SeededRandomness } from '@harmonybatch/traffic';
import { BusyInstances } from '../src/holding/busy-instances';
import { coldStartsHz } from '../src/holding/cold-share';

const batches = 200_000;
const meanSeconds = 0.3;
const exponential = (mean: number, random: SeededRandomness): number => -Math.log(1 - random.uniform()) * mean;

/**
 * Starts a second, counted one by one: a batch takes what ran last, or starts another instance, and each beyond `kept` goes
 * when it ran nothing for `holdSeconds`.
 */
function countedStartsHz(rateHz: number, kept: number, holdSeconds: number): number {
  const random = new SeededRandomness(17);
  const idleSince: number[] = Array.from({ length: kept }, () => 0);
  let endings: number[] = [];
  let [now, starts] = [0, 0];
  for (let batch = 0; batch < batches; batch += 1) {
    now += exponential(1 / rateHz, random);
    for (const end of endings.filter((one) => one <= now).sort((one, other) => one - other)) idleSince.push(end);
    endings = endings.filter((end) => end > now);
    while (idleSince.length + endings.length > kept && idleSince.length > 0 && now - idleSince[0]! > holdSeconds)
      idleSince.shift();
    if (idleSince.pop() === undefined) starts += 1;
    endings.push(now + exponential(meanSeconds, random));
  }
  return starts / now;
}

describe('cold starts, by counting them', () => {
  it.each([
    [0.02, 0, 60],
    [0.2, 0, 10],
    [1, 0, 10],
    [7, 0, 10],
    [7, 0, 60],
    [7, 3, 10],
    [7, 5, 60],
    [50, 20, 30],
  ])('at %d batches a second with %d instances kept and others held for %d s', (rateHz, kept, holdSeconds) => {
    const counted = countedStartsHz(rateHz, kept, holdSeconds);
    const expected = coldStartsHz(kept, new BusyInstances(rateHz * meanSeconds, rateHz), holdSeconds);
    expect(expected / counted).toBeGreaterThan(0.7);
    expect(expected / counted).toBeLessThan(1.4);
  });

  it('there are none where everything is held for ever, and each batch has one where nothing is', () => {
    const busy = (): BusyInstances => new BusyInstances(0.3, 1);
    expect(coldStartsHz(0, busy(), Infinity)).toBe(0);
    expect(coldStartsHz(0, new BusyInstances(0.003, 0.01), 0)).toBeCloseTo(0.01, 3);
  });
});

describe('a plan', () => {
  const coldShares = (holding: 'warm' | 'on-demand', rateHz: number): number[] => {
    const prices = priceBooks['alibaba-current-cny']!;
    const terms = { ...planningDefaults, prices, catalogue: catalogues['alibaba-current']!, holding };
    const model = { name: 'vgg19', profile: shippedProfiles['vgg19']! };
    const result = plan(planRequestOf(model, terms, [{ name: 'app', sloMs: 800, rateHz }]));
    return result.kind === 'planned' ? result.plan.groups.map(({ coldShare }) => coldShare) : [];
  };

  it('expects no more cold starts than attainments allow where instances are kept warm', () => {
    for (const rateHz of [0.01, 0.1, 1, 10, 50])
      for (const share of coldShares('warm', rateHz)) expect(share).toBeLessThanOrEqual(0.001 + 1e-9);
  });

  it('expects that nearly every batch of an app which calls seldom meets one on demand, and hardly any of a busy one', () => {
    expect(coldShares('on-demand', 0.001)[0]).toBeGreaterThan(0.9);
    expect(coldShares('on-demand', 10)[0]).toBeLessThan(0.05);
  });
});
