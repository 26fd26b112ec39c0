import { Type, type Static } from '@sinclair/typebox';
import { Name, PositiveRateHz, SloMs, limits } from '../schema/scalars';

/** Where an app's outcomes go besides `inference.completed`; a deployment's prefix comes before it, as before every topic. */
export const OutcomeTopic = Type.String({
  pattern: `^_?[A-Za-z0-9][A-Za-z0-9._-]{0,${limits.maxOutcomeTopicLength - 2}}$`,
  description:
    'A topic of Kafka: letters, digits, dot, underscore and hyphen; begins with a letter, a digit or one underscore; ' +
    `at most ${limits.maxOutcomeTopicLength} characters, for the prefix of the deployment comes before it.`,
});

/** State of one app: the model it calls and the latency it was promised. */
export const AppRegistered = Type.Object(
  {
    name: Name,
    model: Name,
    sloMs: SloMs,
    attainment: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 1, description: 'Share of requests that must meet the SLO.' }),
    ),
    expectedRateHz: Type.Optional(PositiveRateHz),
    whenLate: Type.Optional(
      Type.Union([Type.Literal('expire'), Type.Literal('serve')], {
        default: 'expire',
        description: '`expire` answers a late request without running it; `serve` runs it all the same.',
      }),
    ),
    outcomeTopic: Type.Optional(OutcomeTopic),
    maxRateHz: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: limits.maxRateHz,
        description: 'Requests per second that are accepted on average; no limit where absent.',
      }),
    ),
    maxBurst: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.maxRateHz,
        description:
          'Requests that are accepted at once after a pause; those of two seconds at `maxRateHz`, and at least 10, where absent.',
      }),
    ),
    maxInlineBytes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: limits.maxInlineBytes,
        description:
          'Largest `inputs` carried inline, bytes of JSON; the limits of the deployment and of the model hold too.',
      }),
    ),
  },
  { $id: 'AppRegistered', additionalProperties: false },
);
export type AppRegistered = Static<typeof AppRegistered>;
