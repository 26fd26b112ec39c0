import { batchSizeBuckets } from '../buckets';
import { anyValue, counter, gauge, histogram } from '../metric';

/** What stands for the group of requests that no plan gives one. */
export const noGroup = 'none';

/** The buffers: what waits there, and why batches leave. */
export const batcherMetrics = {
  batchSize: histogram('batch_size_requests', {
    help: 'Requests of the batches that left.',
    unit: 'requests',
    labels: { model: anyValue, group: anyValue },
    buckets: batchSizeBuckets,
  }),
  emitted: counter('batches_emitted_total', {
    help:
      'Batches that left, by why: full, deadline (that of its first request came), late (too late to wait for others), ' +
      'unplanned (no plan came in time).',
    unit: 'batches',
    labels: { model: anyValue, reason: ['full', 'deadline', 'late', 'unplanned'] },
  }),
  buffered: gauge('buffered_requests', {
    help: 'Requests that this replica has read and that are in no batch that left, as far as it knows.',
    unit: 'requests',
    labels: { model: anyValue },
  }),
  oldestWait: gauge('oldest_wait_seconds', {
    help: 'How long the oldest of the buffered requests has waited since its arrival.',
    unit: 'seconds',
    labels: { model: anyValue },
  }),
  pushed: counter('requests_pushed_total', {
    help: 'Requests that were put into a buffer of the batch store, those that were put there again included.',
    unit: 'requests',
    labels: { model: anyValue },
  }),
  withoutPlan: counter('requests_without_plan_total', {
    help: 'Requests that came while no plan served their app, and wait for one.',
    unit: 'requests',
    labels: { model: anyValue },
  }),
  recovered: counter('batches_recovered_total', {
    help: 'Batches whose batcher did not write them in time, and which another one wrote.',
    unit: 'batches',
    labels: { model: anyValue },
  }),
  displaced: counter('batches_displaced_total', {
    help: 'Batches that left before they were full because they would have been late with one request more.',
    unit: 'batches',
    labels: { model: anyValue },
  }),
  withoutStore: counter('batches_without_store_total', {
    help: 'Batches that the batcher made of what it holds itself, because the batch store did not answer.',
    unit: 'batches',
    labels: { model: anyValue },
  }),
  leasesLost: counter('leases_lost_total', {
    help: 'Batches that were not written because their lease had ended before: another batcher writes them.',
    unit: 'batches',
    labels: { model: anyValue },
  }),
};
