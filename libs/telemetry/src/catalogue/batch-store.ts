import { counter, gauge } from '../metric';

/** What the services with batch buffers, batcher and dispatcher, tell of their Redis. */
export const batchStoreMetrics = {
  reachable: gauge('store_reachable', {
    help: 'Whether the batch store answers and takes what it is asked: 1 or 0.',
    unit: 'ratio',
    labels: {},
  }),
  failures: counter('store_failures_total', {
    help: 'Calls that the batch store did not answer or refused, by what it was asked; the work went on without it.',
    unit: 'events',
    labels: { verb: ['push', 'flush', 'recover', 'ack', 'status', 'settle', 'done'] },
  }),
};
