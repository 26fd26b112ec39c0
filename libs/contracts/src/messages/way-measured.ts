import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name, limits } from '../schema/scalars';

const maxBuckets = 128;

const Buckets = Type.Array(
  Type.Object(
    {
      bucket: Type.Integer({ minimum: 0, maximum: maxBuckets - 1 }),
      requests: Type.Integer({ minimum: 1, maximum: 1e9 }),
    },
    { additionalProperties: false },
  ),
  {
    maxItems: maxBuckets,
    description: 'The buckets that are not empty; bucket i holds what took more than 1.1^(i − 1) ms, up to 1.1^i ms.',
  },
);

const Answered = Type.Object(
  {
    app: Name,
    requests: Type.Integer({ minimum: 1, maximum: 1e9 }),
    late: Type.Integer({
      minimum: 0,
      maximum: 1e9,
      description: 'Of them, those that were not answered `ok` in time.',
    }),
  },
  { additionalProperties: false },
);

/** What one dispatcher saw the way take of requests of one model, since it told last. */
export const WayMeasured = Type.Object(
  {
    model: Name,
    dispatcher: Type.String({ pattern: '^[0-9a-f]{8,64}$', description: 'Name of the process that measured.' }),
    sinceMs: EpochMs,
    untilMs: EpochMs,
    wayMs: Buckets,
    leavingMs: Type.Number({
      minimum: 0,
      description: 'Mean from when the plan means a batch to leave to when it left, ms.',
    }),
    dispatchingMs: Type.Number({
      minimum: 0,
      description: 'Mean from there to the invocation, without the wait for a place on the function, ms.',
    }),
    wireMs: Type.Number({
      minimum: 0,
      description: 'Mean of what an invocation took beyond what its platform counted, ms.',
    }),
    answeringMs: Type.Number({
      minimum: 0,
      description: 'Mean from the answer of the function to its acknowledged outcome, ms.',
    }),
    answered: Type.Optional(
      Type.Array(Answered, { maxItems: limits.maxApps, description: 'What became of the requests of each app.' }),
    ),
  },
  {
    $id: 'WayMeasured',
    additionalProperties: false,
    description:
      'What requests spent neither waiting for others as planned nor in their function nor in its queue; one value a request.',
  },
);
export type WayMeasured = Static<typeof WayMeasured>;
