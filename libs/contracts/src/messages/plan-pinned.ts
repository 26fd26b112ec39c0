import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name } from '../schema/scalars';
import { PlanPublished } from './plan-published';

/** The plan that somebody holds a model to; a tombstone lets the planner plan again. */
export const PlanPinned = Type.Object(
  {
    model: Name,
    plan: Type.Object(PlanPublished.properties, {
      additionalProperties: false,
      description: 'As it stood in `plan.published`.',
    }),
    epoch: Type.Integer({ minimum: 0, description: 'Where it stood.' }),
    pinnedAtMs: EpochMs,
  },
  { $id: 'PlanPinned', additionalProperties: false },
);
export type PlanPinned = Static<typeof PlanPinned>;
