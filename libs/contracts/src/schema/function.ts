import { Type, type Static } from '@sinclair/typebox';
import { FunctionCall } from './function-call';
import { Currency, DurationMs, limits } from './scalars';

export const FunctionShapeSchema = Type.Object(
  {
    type: Type.Union([Type.Literal('cpu'), Type.Literal('gpu')]),
    vcpu: Type.Number({ exclusiveMinimum: 0 }),
    memoryMb: Type.Number({ exclusiveMinimum: 0 }),
    gpuMemoryMb: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
    gpuType: Type.Optional(
      Type.String({ maxLength: 64, description: 'Card that is held whole; absent for a slice of the card.' }),
    ),
  },
  { additionalProperties: false, description: 'Size of a function.' },
);

export const FunctionName = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$' });

/** What running a function costs, so that who runs it needs no price book. */
export const FunctionPrice = Type.Object(
  {
    currency: Currency,
    perSecond: Type.Number({ minimum: 0, description: 'While an invocation runs.' }),
    perInvocation: Type.Number({ minimum: 0 }),
    billingStepSeconds: Type.Number({ minimum: 0, description: 'Durations are rounded up to a multiple; 0: exactly.' }),
  },
  { additionalProperties: false, description: 'Price of a function.' },
);

/** How long a dispatcher has to wait for an answer at least depends on it. */
export const FunctionTimeoutMs = Type.Unsafe<Static<typeof DurationMs>>({
  ...DurationMs,
  description: 'After how long the platform ends a run of the function, ms.',
});

/** What a batch needs to know of its group to be executed, whatever plan is in force by then. */
export const GroupRoute = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{16}$', description: 'Hash of apps, timeouts, batch size and function.' }),
    epoch: Type.Integer({ minimum: 0, description: 'Offset in `plan.published` of the plan the group was read from.' }),
    functionName: FunctionName,
    call: Type.Optional(FunctionCall),
    function: FunctionShapeSchema,
    prices: Type.String({ maxLength: 63, description: 'Name of the price book that the plan was made with.' }),
    price: Type.Optional(FunctionPrice),
    batchSize: Type.Integer({ minimum: 1, maximum: limits.maxBatchSize }),
    latencyMs: Type.Object({ avg: DurationMs, max: DurationMs }, { additionalProperties: false }),
    slackMs: Type.Optional(
      Type.Array(DurationMs, {
        maxItems: limits.maxBatchSize,
        description:
          'What a batch of 1, 2, … requests may wait beyond its timeouts, for it runs shorter than a full one.',
      }),
    ),
    functionTimeoutMs: Type.Optional(FunctionTimeoutMs),
  },
  { additionalProperties: false },
);
export type GroupRoute = Static<typeof GroupRoute>;
