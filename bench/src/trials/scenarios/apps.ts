import type { AppRegistered } from '@harmonybatch/contracts';

export const model = 'vgg19';

const app = (sloMs: number, expectedRateHz: number): AppRegistered => ({
  name: `app-${sloMs}ms`,
  model,
  sloMs,
  expectedRateHz,
});

/** Two apps in a hurry and a patient one, whose requests outlast a fault. */
export const steadyApps: readonly AppRegistered[] = [app(800, 12), app(1_500, 12), app(12_000, 3)];

/** At these rates functions on CPU are the cheapest, at five times as much slices of a card. */
export const fewRequests: readonly AppRegistered[] = [app(800, 4), app(1_500, 4)];
export const manyTimes = 5;

/** More than eight instances at their best. */
export const demandingApps: readonly AppRegistered[] = [app(700, 60), app(1_200, 60)];
