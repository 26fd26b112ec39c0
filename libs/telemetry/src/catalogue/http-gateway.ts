import { secondsBuckets } from '../buckets';
import { anyValue, counter, gauge, histogram } from '../metric';

/** The door for HTTP: calls, and what came of them. */
export const gatewayMetrics = {
  answers: counter('http_answers_total', {
    help: 'Calls of the Open Inference Protocol that were answered, by the status of HTTP.',
    unit: 'requests',
    labels: { status: anyValue },
  }),
  answer: histogram('http_answer_seconds', {
    help: 'How long calls for inference that got outputs took, from their head to their answer.',
    unit: 'seconds',
    labels: { model: anyValue },
    buckets: secondsBuckets,
  }),
  open: gauge('http_open_requests', {
    help: 'Calls for inference that are open in this replica.',
    unit: 'requests',
    labels: {},
  }),
  keptOutcomes: gauge('http_kept_outcomes', {
    help: 'Outcomes that polls and repeats find in this replica.',
    unit: 'requests',
    labels: {},
  }),
  webhooks: counter('http_webhooks_total', {
    help: 'Answers that were posted to webhooks, or given up: failed, or refused for their address.',
    unit: 'requests',
    labels: { result: ['delivered', 'failed', 'refused'] },
  }),
  openWebhooks: gauge('http_open_webhooks', {
    help: 'Answers that this replica has to post to webhooks.',
    unit: 'requests',
    labels: {},
  }),
  clientsGone: counter('http_clients_gone_total', {
    help: 'Calls for inference whose client went away before its answer.',
    unit: 'requests',
    labels: {},
  }),
};
