import type { AppRegistered } from '@harmonybatch/contracts';
import type { SystemOptions } from '../trials/system/trial-system';

export const model = 'vgg19';

/** Apps whose longest SLO is short enough to be waited beyond; one has its outcomes copied. */
export const apps: readonly AppRegistered[] = [
  { name: 'photos', model, sloMs: 800, expectedRateHz: 12, outcomeTopic: 'photos.answered' },
  { name: 'search', model, sloMs: 1_500, expectedRateHz: 12 },
];

/** Prices without steps: where a GPU is billed by the second, executions of a tenth of it cost the same when they take four times as long. */
export const systemOptions: SystemOptions = {
  forwardsOutcomes: true,
  serviceEnv: { HARMONYBATCH_PRICES: 'paper-2023-usd' },
};
