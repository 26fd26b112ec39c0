import { Type, type Static } from '@sinclair/typebox';
import { EpochMs, Name } from '../schema/scalars';
import { ProposalId } from './plan-proposed';

/** What somebody decided of a proposal; the last decision on each model stays. One on a proposal that is none any more does nothing. */
export const PlanDecided = Type.Object(
  {
    model: Name,
    proposal: ProposalId,
    decision: Type.Union([Type.Literal('approved'), Type.Literal('rejected')]),
    decidedAtMs: EpochMs,
  },
  { $id: 'PlanDecided', additionalProperties: false },
);
export type PlanDecided = Static<typeof PlanDecided>;
