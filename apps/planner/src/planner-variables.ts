import { replannerDefaults, type ReplannerOptions } from '@harmonybatch/pipeline';
import { strategies } from '@harmonybatch/planning';
import { catalogueVariable, pricesVariable } from '@harmonybatch/platform-files';
import { choice, decimal, flag, integer, type ConfigOf } from '@harmonybatch/service-kit';
import { deploymentVariables, functionVariables } from '@harmonybatch/service-modules/functions';
import { assumedCards } from './assumed-cards';

export const variables = {
  ...functionVariables,
  ...deploymentVariables,
  strategy: choice('HARMONYBATCH_STRATEGY', {
    description: 'How apps are grouped.',
    of: Object.keys(strategies),
    default: replannerDefaults.strategy,
  }),
  prices: pricesVariable({ about: 'Price book that plans are made with.', default: replannerDefaults.prices.name }),
  catalogue: catalogueVariable({
    about: 'Catalogue of the function shapes that exist.',
    default: replannerDefaults.catalogue.name,
  }),
  assumedCards: assumedCards('HARMONYBATCH_ASSUME_CARDS', {
    about: 'Cards of profiles that are priced as whole cards of the catalogue, taken to be as fast.',
  }),
  holding: choice('HARMONYBATCH_HOLDING', {
    description: 'Whether idle instances are kept warm, or the first batch after a pause meets a cold start.',
    of: ['warm', 'on-demand'],
    default: replannerDefaults.holding,
  }),
  overheadMs: integer('HARMONYBATCH_OVERHEAD_MS', {
    description: 'What is kept of every SLO for Kafka, Redis and the wire until it was measured what they take.',
    min: 0,
    max: 60_000,
    default: replannerDefaults.overheadMs,
  }),
  minOverheadMs: integer('HARMONYBATCH_MIN_OVERHEAD_MS', {
    description: 'What is kept for them at least, however little they were measured to take.',
    min: 0,
    max: 60_000,
    default: replannerDefaults.minOverheadMs,
  }),
  measuresWay: flag('HARMONYBATCH_MEASURED_OVERHEAD', {
    description: 'Whether plans keep what was measured; else always HARMONYBATCH_OVERHEAD_MS.',
    default: replannerDefaults.measuresWay,
  }),
  calibrates: flag('HARMONYBATCH_CALIBRATION', {
    description: 'Whether profiles are corrected by what executions take; else plans go by the profile as it is.',
    default: true,
  }),
  sizeAwareDeadlines: flag('HARMONYBATCH_SIZE_AWARE_DEADLINES', {
    description:
      'Whether part-filled batches wait by the latency of their present size instead of that of a full batch.',
    default: replannerDefaults.sizeAwareDeadlines,
  }),
  approval: choice('HARMONYBATCH_PLAN_APPROVAL', {
    description:
      'Whether a plan with other groups than the one in force comes into force by itself (`automatic`), or once somebody approved it (`required`).',
    of: ['automatic', 'required'],
    default: replannerDefaults.approval,
  }),
  provisioning: choice('HARMONYBATCH_PROVISIONING', {
    description:
      'Whether the planner makes and removes functions (`apply`), or only says which: then no plan comes into force that needs another function or other instances (`dry-run`), or a plan comes into force once somebody else made its functions as it needs them (`external`).',
    of: ['apply', 'dry-run', 'external'],
    default: replannerDefaults.provisioning,
  }),
  planningLimitMs: integer('HARMONYBATCH_PLANNING_LIMIT_MS', {
    description: 'Longest time that one plan may take; by then the best one found so far is taken.',
    min: 100,
    max: 600_000,
    default: 10_000,
  }),
  minReplanIntervalMs: integer('HARMONYBATCH_MIN_REPLAN_INTERVAL_MS', {
    description: 'Least time between plans that are made because rates moved.',
    min: 100,
    max: 86_400_000,
    default: replannerDefaults.minReplanIntervalMs,
  }),
  minSavingRatio: decimal('HARMONYBATCH_MIN_SAVING_RATIO', {
    description: 'Part of its cost that a plan for moved rates has to save to replace the one in force.',
    min: 0,
    max: 1,
    default: replannerDefaults.minSavingRatio,
  }),
};

export type PlannerVariables = ConfigOf<typeof variables>;

/** The planner's configuration as the environment says: credentials go to nobody who does not call the platform. */
export const replannerConfig = (variables: PlannerVariables, functionPrefix: string): ReplannerOptions => ({
  ...replannerDefaults,
  functionPrefix,
  strategy: variables.strategy,
  prices: variables.prices,
  catalogue: variables.catalogue,
  assumedCards: variables.assumedCards,
  holding: variables.holding,
  overheadMs: variables.overheadMs,
  minOverheadMs: variables.minOverheadMs,
  measuresWay: variables.measuresWay,
  sizeAwareDeadlines: variables.sizeAwareDeadlines,
  provisioning: variables.provisioning,
  approval: variables.approval,
  sendProfile: variables.sendProfile,
  functionTimeoutSeconds: variables.functionTimeoutSeconds,
  minReplanIntervalMs: variables.minReplanIntervalMs,
  minSavingRatio: variables.minSavingRatio,
});
