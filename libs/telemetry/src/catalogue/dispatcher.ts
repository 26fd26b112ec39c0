import { secondsBuckets } from '../buckets';
import { anyValue, counter, histogram } from '../metric';
import { sloClasses } from '../slo-class';

const ofFunction = { model: anyValue, function: anyValue } as const;
const ofRequest = { model: anyValue, app: anyValue, slo_class: sloClasses } as const;

/** Functions and outcomes: what executions take and cost, and what requests get. */
export const dispatcherMetrics = {
  queueWait: histogram('queue_wait_seconds', {
    help: 'From the arrival of a request at Kafka until its batch left the batcher, told by the dispatcher that runs the batch.',
    unit: 'seconds',
    labels: { model: anyValue, group: anyValue },
    buckets: secondsBuckets,
  }),
  requestLatency: histogram('request_latency_seconds', {
    help: 'From the arrival of a request at Kafka to its acknowledged outcome, whatever that is; the class is that of its SLO.',
    unit: 'seconds',
    labels: ofRequest,
    buckets: secondsBuckets,
  }),
  completed: counter('requests_completed_total', {
    help: 'Requests that have their outcome, by its status; those that ingest rejected are counted there.',
    unit: 'requests',
    labels: { ...ofRequest, status: ['ok', 'error', 'expired', 'rejected'] },
  }),
  inSlo: counter('requests_in_slo_total', {
    help: 'Requests that were answered ok by their deadline.',
    unit: 'requests',
    labels: ofRequest,
  }),
  execution: histogram('execution_seconds', {
    help: 'What executions took that were answered: as the platform counts it, else as the dispatcher saw it.',
    unit: 'seconds',
    labels: ofFunction,
    buckets: secondsBuckets,
  }),
  invocations: counter('invocations_total', {
    help: 'Invocations of functions, repeated ones included; the result is ok or the code of what went wrong.',
    unit: 'invocations',
    labels: { ...ofFunction, result: anyValue },
  }),
  invocationsRepeated: counter('invocations_repeated_total', {
    help: 'Invocations that were made because one before had failed.',
    unit: 'invocations',
    labels: ofFunction,
  }),
  coldStarts: counter('cold_starts_total', {
    help: 'Invocations that waited for an instance to start: they took far longer than the platform counted. A platform that counts nothing shows none.',
    unit: 'invocations',
    labels: ofFunction,
  }),
  spent: counter('spent_total', {
    help: 'What invocations cost by the price of the plan, failed ones included; the requests of a batch pay the same each.',
    unit: 'money',
    labels: { model: anyValue, app: anyValue, currency: anyValue },
  }),
  batchesRefused: counter('batches_refused_total', {
    help: 'Batches that were answered and not run although they could still be in time, by the code of their outcomes.',
    unit: 'batches',
    labels: { model: anyValue, code: anyValue },
  }),
  logChecks: counter('log_checks_total', {
    help: 'How often the log of outcomes was asked because the batch store cannot know: something was answered, all is open, or it failed.',
    unit: 'events',
    labels: { result: ['answered', 'open', 'failed'] },
  }),
  claimsTakenOver: counter('claims_taken_over_total', {
    help: 'Requests whose dispatcher did not renew its claim on them, and which another one took over.',
    unit: 'requests',
    labels: { model: anyValue },
  }),
};
