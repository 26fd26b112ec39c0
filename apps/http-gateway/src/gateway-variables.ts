import { flag, integer, text, type ConfigOf } from '@harmonybatch/service-kit';
import { sharedVariables } from '@harmonybatch/service-kit/program';

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
  shutdownGraceMs: sharedVariables.shutdownGraceMs,
};

export type GatewayVariables = ConfigOf<typeof variables>;
