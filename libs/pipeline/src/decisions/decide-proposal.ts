import { recordOf, topics, type PlanDecided, type PlanProposed, type TopicRecord } from '@harmonybatch/contracts';
import type { PlanProposals } from '../replanner/proposals/plan-proposals';
import { DecisionError } from './decision-error';

/** What somebody decides. */
export interface ProposalDecision {
  readonly model: string;
  readonly decision: PlanDecided['decision'];
  /** Only if this is still the proposal that waits. */
  readonly proposal?: string | undefined;
  /** Epoch. */
  readonly decidedAtMs: number;
}

/** The proposal that awaits approval, and the record that decides on it. @throws DecisionError where none does */
export function decideProposal(
  proposals: PlanProposals,
  { model, decision, proposal: asked, decidedAtMs }: ProposalDecision,
): { readonly proposal: PlanProposed; readonly record: TopicRecord } {
  const waiting = proposals.get(model);
  if (waiting?.awaits !== 'approval') {
    const awaiting = proposals.values().filter(({ awaits }) => awaits === 'approval');
    const othersAwaiting = awaiting.map((one) => one.model);
    throw new DecisionError({ kind: 'none-awaits-approval', model, waiting, othersAwaiting });
  }
  const { id } = waiting;
  if (asked !== undefined && asked !== id)
    throw new DecisionError({ kind: 'other-proposal', model, asked, waiting: id });
  return { proposal: waiting, record: recordOf(topics.planDecided, { model, proposal: id, decision, decidedAtMs }) };
}
