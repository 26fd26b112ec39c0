import { flag, integer, text, optional, urls, type ConfigOf } from '@harmonybatch/service-kit';
import { sharedVariables } from '@harmonybatch/service-kit/program';

const networksPattern = /^(?:[0-9a-f.:]+\/\d{1,3}(?:,|$)){0,50}$/;

export const variables = {
  host: text('GATEWAY_HOST', {
    description: 'Address of the Open Inference Protocol; health and metrics have HTTP_HOST.',
    default: '127.0.0.1',
  }),
  port: integer('GATEWAY_PORT', {
    description: 'Port of the Open Inference Protocol; 0 takes a free one.',
    min: 0,
    max: 65_535,
    default: 8000,
  }),
  requireKeys: flag('HARMONYBATCH_REQUIRE_SIGNATURES', {
    description: 'Whether calls without a key are refused, whatever app they name; as ingest has it.',
    default: false,
  }),
  maxOpenRequests: integer('GATEWAY_MAX_OPEN_REQUESTS', {
    description: 'Calls that may wait for their answers at a time; more are answered with 429.',
    min: 1,
    max: 100_000,
    default: 1_000,
  }),
  answerGraceMs: integer('GATEWAY_ANSWER_GRACE_MS', {
    description: 'How long an outcome is waited for beyond the deadline of its request.',
    min: 0,
    max: 600_000,
    default: 10_000,
  }),
  keepOutcomesMs: integer('GATEWAY_KEEP_OUTCOMES_MS', {
    description: 'How long after it was written an outcome is found by polls and by repeats of its id.',
    min: 60_000,
    max: 86_400_000,
    default: 600_000,
  }),
  maxKeptOutcomes: integer('GATEWAY_MAX_KEPT_OUTCOMES', {
    description: 'Outcomes that are found so, at most: each takes some 200 bytes, for Kafka has what is in it.',
    min: 1_000,
    max: 10_000_000,
    default: 200_000,
  }),
  webhookOrigins: optional(
    urls('GATEWAY_WEBHOOK_ORIGINS', {
      description: 'Origins (scheme, host, port) that answers may be posted to; none where absent.',
      schemes: ['https', 'http'],
      max: 100,
    }),
  ),
  webhookNetworks: text('GATEWAY_WEBHOOK_NETWORKS', {
    description: 'Networks beside the public internet where those origins may lie, as CIDR, divided by commas.',
    pattern: networksPattern,
    expected: 'networks such as 10.0.0.0/8, divided by commas',
    default: '',
  }),
  maxOpenWebhooks: integer('GATEWAY_MAX_OPEN_WEBHOOKS', {
    description: 'Answers that are to be posted at a time; more such calls are answered with 429.',
    min: 1,
    max: 100_000,
    default: 1_000,
  }),
  shutdownGraceMs: sharedVariables.shutdownGraceMs,
};

export type GatewayVariables = ConfigOf<typeof variables>;
