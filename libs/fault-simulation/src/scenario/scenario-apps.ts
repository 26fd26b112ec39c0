import type { AppRegistered } from '@harmonybatch/contracts';

/** The model whose plans change. */
export const scenarioModel = 'net';
/** Models whose one plan stays: neighbours that share processes, store and topics with it. */
export const neighbourModels = ['near', 'far'] as const;
export const scenarioModels: readonly string[] = [scenarioModel, ...neighbourModels];

/**
 * The registered apps of the model whose plans change: SLOs of which some leave no room for a takeover, one that is longer
 * than what a store may remember, one app that is served however late, and one that sends more than it may.
 */
export const plannedApps: readonly AppRegistered[] = [
  { name: 'tight', model: scenarioModel, sloMs: 400 },
  { name: 'middle', model: scenarioModel, sloMs: 1_200 },
  { name: 'loose', model: scenarioModel, sloMs: 4_000 },
  { name: 'long', model: scenarioModel, sloMs: 12_000 },
  { name: 'patient', model: scenarioModel, sloMs: 800, whenLate: 'serve' },
  { name: 'newcomer', model: scenarioModel, sloMs: 1_500, maxRateHz: 2, maxBurst: 1 },
];

export const neighbourApps: readonly AppRegistered[] = neighbourModels.flatMap((model): AppRegistered[] => [
  { name: `${model}-tight`, model, sloMs: 500 },
  { name: `${model}-patient`, model, sloMs: 900, whenLate: 'serve' },
]);

export const scenarioApps: readonly AppRegistered[] = [...plannedApps, ...neighbourApps];

export const unknownApp = 'nobody';
