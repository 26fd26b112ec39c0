import { batcherDefaults } from '@harmonybatch/pipeline';
import { integer, type ConfigOf } from '@harmonybatch/service-kit';
import { batchStoreVariables } from '@harmonybatch/service-modules/batch-store';

export const variables = {
  ...batchStoreVariables,
  leaseMs: integer('HARMONYBATCH_BATCH_LEASE_MS', {
    description: 'How long a batch that left its buffer is one batcher’s to write to Kafka; then another may.',
    min: 200,
    max: 60_000,
    default: batcherDefaults.leaseMs,
  }),
  pollIntervalMs: integer('HARMONYBATCH_BATCH_POLL_MS', {
    description: 'How often lost batches and the fate of held requests are looked up.',
    min: 10,
    max: 10_000,
    default: batcherDefaults.pollIntervalMs,
  }),
};

export type BatcherVariables = ConfigOf<typeof variables>;
