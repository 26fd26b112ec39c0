import { dispatcherDefaults, type DispatcherOptions } from '@harmonybatch/pipeline';
import { integer, type ConfigOf } from '@harmonybatch/service-kit';
import { batchStoreVariables } from '@harmonybatch/service-modules/batch-store';
import { functionVariables } from '@harmonybatch/service-modules/functions';

export const variables = {
  ...functionVariables,
  ...batchStoreVariables,
  claimLeaseMs: integer('HARMONYBATCH_CLAIM_LEASE_MS', {
    description: 'How long a batch stays with a dispatcher that fell silent; then another runs it.',
    min: 500,
    max: 600_000,
    default: dispatcherDefaults.leaseMs,
  }),
  cpuColdStartMs: integer('HARMONYBATCH_CPU_COLD_START_MS', {
    description: 'What a cold start of a CPU function adds to the wait for its answer.',
    min: 0,
    max: 3_600_000,
    default: dispatcherDefaults.coldStartMs.cpu,
  }),
  gpuColdStartMs: integer('HARMONYBATCH_GPU_COLD_START_MS', {
    description: 'The same for a GPU function.',
    min: 0,
    max: 3_600_000,
    default: dispatcherDefaults.coldStartMs.gpu,
  }),
  maxInFlight: integer('HARMONYBATCH_MAX_IN_FLIGHT', {
    description: 'Batches that run or wait to run, above which no more are read.',
    min: 1,
    max: 100_000,
    default: dispatcherDefaults.maxInFlight,
  }),
  maxRunning: integer('HARMONYBATCH_MAX_RUNNING', {
    description: 'Batches of all functions that run at a time; some places are kept for each function beyond it.',
    min: 1,
    max: 100_000,
    default: dispatcherDefaults.maxRunning,
  }),
  maxPerFunction: integer('HARMONYBATCH_MAX_PER_FUNCTION', {
    description: 'Batches of one function that run at a time.',
    min: 1,
    max: 10_000,
    default: dispatcherDefaults.maxPerFunction,
  }),
};

export type DispatcherVariables = ConfigOf<typeof variables>;

/** The dispatcher's configuration as the environment says. */
export const dispatcherConfig = (variables: DispatcherVariables): DispatcherOptions => ({
  ...dispatcherDefaults,
  leaseMs: variables.claimLeaseMs,
  renewIntervalMs: variables.claimLeaseMs / 3,
  coldStartMs: { cpu: variables.cpuColdStartMs, gpu: variables.gpuColdStartMs },
  maxInFlight: variables.maxInFlight,
  maxRunning: variables.maxRunning,
  maxPerFunction: variables.maxPerFunction,
});
