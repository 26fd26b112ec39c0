import type { AppRegistered } from '@harmonybatch/contracts';

export const scenarioModel = 'net';

/** The registered apps: SLOs of which some leave no room for a takeover, and one app that is served however late. */
export const scenarioApps: readonly AppRegistered[] = [
  { name: 'tight', model: scenarioModel, sloMs: 400 },
  { name: 'middle', model: scenarioModel, sloMs: 1_200 },
  { name: 'loose', model: scenarioModel, sloMs: 4_000 },
  { name: 'patient', model: scenarioModel, sloMs: 800, whenLate: 'serve' },
  { name: 'newcomer', model: scenarioModel, sloMs: 1_500 },
];

export const unknownApp = 'nobody';
