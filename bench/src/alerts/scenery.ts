import type { AppRegistered } from '@harmonybatch/contracts';

export const model = 'vgg19';

/** Apps whose longest SLO is short enough to be waited beyond; one has its outcomes copied. */
export const apps: readonly AppRegistered[] = [
  { name: 'photos', model, sloMs: 800, expectedRateHz: 12, outcomeTopic: 'photos.answered' },
  { name: 'search', model, sloMs: 1_500, expectedRateHz: 12 },
];
