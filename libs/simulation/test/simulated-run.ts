import { catalogues, priceBooks, shippedProfiles } from '@harmonybatch/model';
import { simulate, type SimulationInput, type SimulationReport } from '@harmonybatch/simulation';

/** Three apps of one model at 20 req/s in all. */
export const baseInput: SimulationInput = {
  model: 'vgg19',
  profile: shippedProfiles['vgg19']!,
  prices: priceBooks['prototype-2023-cny']!,
  catalogue: catalogues['alibaba-2023']!,
  strategy: 'harmony',
  apps: [
    { name: 'tight', sloMs: 500, rateHz: 5 },
    { name: 'middle', sloMs: 800, rateHz: 10 },
    { name: 'loose', sloMs: 1000, rateHz: 5 },
  ],
  arrivals: { kind: 'poisson' },
  durationSeconds: 150,
  warmUpSeconds: 30,
  seed: 1,
  overheadMs: 60,
  hops: { acceptMs: { meanMs: 8, sdMs: 3 }, emitMs: { meanMs: 5, sdMs: 2 }, answerMs: 4 },
  plans: 'fixed',
};

export const run = (over: Partial<SimulationInput> = {}): Promise<SimulationReport> =>
  simulate({ ...baseInput, ...over });
