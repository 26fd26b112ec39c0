import { Type, type Static } from '@sinclair/typebox';
import { Name } from '../schema/scalars';

/** Asks for a new plan now. The owner of this topic's only partition is the planner replica that plans. */
export const PlanRequested = Type.Object({ model: Name }, { $id: 'PlanRequested', additionalProperties: false });
export type PlanRequested = Static<typeof PlanRequested>;
