import { fcVariables } from '@harmonybatch/function-compute';
import { dispatcherDefaults } from '@harmonybatch/pipeline';
import { integer, redisKeyPrefix, redisUrl, type ConfigOf } from '@harmonybatch/service-kit';

export const variables = {
  ...fcVariables,
  redisUrl,
  redisKeyPrefix,
  claimLeaseMs: integer('HARMONYBATCH_CLAIM_LEASE_MS', {
    about: 'How long a batch stays with a dispatcher that fell silent; then another runs it.',
    min: 500,
    max: 600_000,
    default: dispatcherDefaults.leaseMs,
  }),
  invokeTimeoutMs: integer('HARMONYBATCH_INVOKE_TIMEOUT_MS', {
    about: 'Longest wait for a function’s answer.',
    min: 1_000,
    max: 3_600_000,
    default: dispatcherDefaults.invokeTimeoutMs,
  }),
  maxInFlight: integer('HARMONYBATCH_MAX_IN_FLIGHT', {
    about: 'Batches that run or wait to run, above which no more are read.',
    min: 1,
    max: 100_000,
    default: dispatcherDefaults.maxInFlight,
  }),
  maxPerFunction: integer('HARMONYBATCH_MAX_PER_FUNCTION', {
    about: 'Batches of one function that run at a time.',
    min: 1,
    max: 10_000,
    default: dispatcherDefaults.maxPerFunction,
  }),
};

export type DispatcherVariables = ConfigOf<typeof variables>;
