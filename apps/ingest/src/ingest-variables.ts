import { limits } from '@harmonybatch/contracts';
import { ingestDefaults } from '@harmonybatch/pipeline';
import { flag, integer, type ConfigOf } from '@harmonybatch/service-kit';

export const variables = {
  maxInlineBytes: integer('HARMONYBATCH_MAX_INLINE_BYTES', {
    description: 'Largest inputs of a request that are carried inline.',
    min: 1,
    max: limits.maxInlineBytes,
    default: ingestDefaults.maxInlineBytes,
  }),
  requireSignatures: flag('HARMONYBATCH_REQUIRE_SIGNATURES', {
    description:
      'Whether requests of apps that have no key are refused; those of an app with one have to be signed anyway.',
    default: false,
  }),
  maxSkewMs: integer('HARMONYBATCH_MAX_SKEW_MS', {
    description: 'How far behind a producer’s clock is believed, where the broker does not stamp requests itself.',
    min: 0,
    max: 600_000,
    default: ingestDefaults.maxSkewMs,
  }),
};

export type IngestVariables = ConfigOf<typeof variables>;
