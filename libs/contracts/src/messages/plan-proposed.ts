import { Type, type Static } from '@sinclair/typebox';
import { FunctionName, FunctionShapeSchema } from '../schema/function';
import { EpochMs, Name, limits } from '../schema/scalars';
import { PlanPublished } from './plan-published';

export const ProposalId = Type.String({
  pattern: '^[0-9a-f]{16}$',
  description:
    'Hash of the state of the model and of the groups: the same groups at other rates are the same proposal.',
});

const FunctionUse = Type.Object(
  {
    warmInstances: Type.Integer({ minimum: 0 }),
    costPerSecond: Type.Number({
      minimum: 0,
      description: 'Expected of all groups on it, in the currency of the plan.',
    }),
  },
  { additionalProperties: false },
);

const FunctionChange = Type.Object(
  {
    change: Type.Union([Type.Literal('create'), Type.Literal('change'), Type.Literal('remove')], {
      description: '`change`: it keeps more or fewer instances ready; what it runs never changes under one name.',
    }),
    functionName: FunctionName,
    function: FunctionShapeSchema,
    before: Type.Optional(FunctionUse),
    after: Type.Optional(FunctionUse),
  },
  { additionalProperties: false },
);
export type FunctionChange = Static<typeof FunctionChange>;

const UnkeptPromise = Type.Object(
  { app: Name, message: Type.String({ maxLength: 1000, description: 'Why, in words.' }) },
  { additionalProperties: false },
);
export type UnkeptPromise = Static<typeof UnkeptPromise>;

const FunctionObstacle = Type.Object(
  { functionName: FunctionName, message: Type.String({ maxLength: 1000, description: 'Why, in words.' }) },
  { additionalProperties: false },
);
export type FunctionObstacle = Static<typeof FunctionObstacle>;

/** A plan that the planner would put in force, and what it waits for; a tombstone where none waits any more. */
export const PlanProposed = Type.Object(
  {
    model: Name,
    id: ProposalId,
    awaits: Type.Union([Type.Literal('approval'), Type.Literal('functions')], {
      description:
        '`approval`: somebody has to approve it in `plan.decided`; `functions`: its functions are not there as it needs them, and the planner makes none.',
    }),
    plan: Type.Object(PlanPublished.properties, {
      additionalProperties: false,
      description: 'As it would stand in `plan.published`.',
    }),
    changes: Type.Array(FunctionChange, {
      maxItems: 2 * limits.maxApps,
      description: 'What becomes of functions with it.',
    }),
    obstacles: Type.Optional(
      Type.Array(FunctionObstacle, {
        maxItems: limits.maxApps,
        description:
          'Functions of the plan that are not there, or not as it needs them, where somebody else makes them. Absent: none.',
      }),
    ),
    unkept: Type.Optional(
      Type.Array(UnkeptPromise, {
        maxItems: limits.maxApps,
        description: 'Apps that the plan in force does not serve as they ask, as far as is known. Absent: none.',
      }),
    ),
    costPerSecondInForce: Type.Optional(
      Type.Number({ minimum: 0, description: 'Of the plan in force, as it says itself; absent where there is none.' }),
    ),
    proposedAtMs: EpochMs,
  },
  { $id: 'PlanProposed', additionalProperties: false },
);
export type PlanProposed = Static<typeof PlanProposed>;
