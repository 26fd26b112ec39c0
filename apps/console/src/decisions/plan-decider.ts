import type { Done, PlanDecision } from '@harmonybatch/console-api';
import type { Tombstone, TopicRecord } from '@harmonybatch/contracts';
import {
  decideProposal,
  DecisionError,
  earlierPlan,
  holdPlan,
  releasePlan,
  type ModelRegistry,
  type PlanBoard,
  type PlanHistory,
  type PlanPins,
  type PlanProposals,
} from '@harmonybatch/pipeline';
import type { Clock, Publisher } from '@harmonybatch/ports';
import { commandLine } from '../command-line/command-line';
import { invalid, notFound } from '../protocol/refusal';
import { decisionRefusal } from './decision-refusal';

/** What decisions are made on. */
export interface DecisionView {
  readonly models: ModelRegistry;
  readonly plans: PlanBoard;
  readonly history: PlanHistory;
  readonly pins: PlanPins;
  readonly proposals: PlanProposals;
}

interface Decided extends Done {
  readonly record: TopicRecord | Tombstone;
}

/** Decides on plans as somebody asks; the planner does what follows. */
export class PlanDecider {
  constructor(
    private readonly view: DecisionView,
    private readonly publisher: Publisher,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  /** Resolves when Kafka has the decision. @throws Refusal where it would have no effect, which says why */
  async decide(model: string, decision: PlanDecision): Promise<Done> {
    checkFields(decision);
    if (this.view.models.get(model) === undefined && this.view.plans.planOf(model) === undefined)
      throw notFound(`model ${model}`, 'GET /overview names the models.');
    const { record, ...done } = this.chosen(model, decision);
    await this.publisher.publish([record]);
    return done;
  }

  private chosen(model: string, decision: PlanDecision): Decided {
    try {
      return this.recordOf(model, decision);
    } catch (error) {
      if (error instanceof DecisionError) throw decisionRefusal(error.fault);
      throw error;
    }
  }

  private recordOf(model: string, { action, proposal: asked, epoch }: PlanDecision): Decided {
    const { models, pins, proposals } = this.view;
    const nowMs = this.clock.nowMs();
    switch (action) {
      case 'approve':
      case 'reject': {
        const decision = action === 'approve' ? 'approved' : 'rejected';
        const { proposal, record } = decideProposal(proposals, {
          model,
          decision,
          proposal: asked,
          decidedAtMs: nowMs,
        });
        return {
          record,
          sentence: `Proposal ${proposal.id} of ${model} is ${decision}: ${after[action]}.`,
          command: commandLine('plan', action, model, '--proposal', proposal.id),
        };
      }
      case 'roll-back': {
        const plan = earlierPlan(this.view, model, epoch);
        return {
          record: holdPlan(models, plan, nowMs),
          sentence: `${model} is held to the plan of epoch ${plan.epoch}: it comes into force as soon as its functions are ready, and rates, apps and settings bring no other until the model is released.`,
          command: commandLine('plan', 'rollback', model, '--epoch', String(plan.epoch)),
        };
      }
      case 'release':
        return {
          record: releasePlan(pins, model),
          sentence: `${model} is held to no plan any more: the planner plans it again.`,
          command: commandLine('plan', 'unpin', model),
        };
    }
  }
}

const after = {
  approve: 'it comes into force as soon as its functions are ready',
  reject: 'the plan in force stays, and these groups are not proposed again',
} as const;

/** @throws Refusal where a field stands beside an action that it says nothing of */
function checkFields({ action, proposal, epoch }: PlanDecision): void {
  if (proposal !== undefined && action !== 'approve' && action !== 'reject')
    throw invalid('/proposal', `${action} is not of a proposal`, 'Leave it out.');
  if (epoch !== undefined && action !== 'roll-back')
    throw invalid('/epoch', `${action} is not of an epoch`, 'Leave it out.');
}
