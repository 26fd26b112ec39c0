import { Type, type Static } from '@sinclair/typebox';
import { DurationMs, EpochMs, Name, limits } from '../schema/scalars';
import { PlanReason } from './plan-published';

export const PlanningState = Type.Union(
  [
    Type.Literal('planning'),
    Type.Literal('preparing'),
    Type.Literal('proposed'),
    Type.Literal('in_force'),
    Type.Literal('failed'),
  ],
  {
    description:
      '`planning`: groups and functions are being chosen; `preparing`: the functions are being made ready; `proposed`: ' +
      'the plan wanted is in `plan.proposed` and waits for what that says; `in_force`: ' +
      'the plan in `plan.published` is the one wanted; `failed`: it could not be made or its functions could not be made ' +
      'ready, `message` says why, and it is tried again. Until another plan is in force, the one before stays.',
  },
);
export type PlanningState = Static<typeof PlanningState>;

/** How far the plan that a model needs has come; the last word on each model stays. */
export const PlanningReported = Type.Object(
  {
    model: Name,
    modelVersion: Type.String({ maxLength: limits.maxPlanVersionLength }),
    state: PlanningState,
    reason: Type.Union([PlanReason, Type.Null()], {
      description: 'Why another plan is needed; null where none is needed any more.',
    }),
    apps: Type.Integer({ minimum: 0, description: 'Apps of the model that are planned.' }),
    message: Type.Optional(Type.String({ maxLength: 2000, description: 'What is wrong or under way, in words.' })),
    sinceMs: Type.Number({ ...EpochMs, description: 'When the planner began with this plan, epoch ms.' }),
    retryInMs: Type.Optional(DurationMs),
    reportedAtMs: EpochMs,
  },
  { $id: 'PlanningReported', additionalProperties: false },
);
export type PlanningReported = Static<typeof PlanningReported>;
