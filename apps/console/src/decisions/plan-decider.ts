import type { Done, PlanDecision } from '@harmonybatch/console-api';
import type { Tombstone, TopicRecord } from '@harmonybatch/contracts';
import {
  decideProposal,
  DecisionError,
  earlierPlan,
  holdPlan,
  planInForce,
  releasePlan,
  type ModelRegistry,
  type PlanBoard,
  type PlanHistory,
  type PlanInForce,
  type PlanPins,
  type PlanProposals,
} from '@harmonybatch/pipeline';
import type { Clock, Publisher } from '@harmonybatch/ports';
import { commandLine } from '../command-line/command-line';
import type { KeptPlans } from '../plans/kept-plans';
import { invalid, notFound } from '../protocol/refusal';
import { decisionRefusal } from './decision-refusal';
import type { RollBacks } from './roll-backs';

/** What decisions are made on. */
export interface DecisionView {
  readonly models: ModelRegistry;
  readonly plans: PlanBoard;
  /** The plans that were read of Kafka. */
  readonly history: PlanHistory;
  readonly kept: KeptPlans;
  readonly rollBacks: RollBacks;
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
    const { record, ...done } = await this.chosen(model, decision);
    await this.publisher.publish([record]);
    return done;
  }

  private async chosen(model: string, decision: PlanDecision): Promise<Decided> {
    try {
      return await this.recordOf(model, decision);
    } catch (error) {
      if (error instanceof DecisionError) throw decisionRefusal(error.fault);
      throw error;
    }
  }

  private async recordOf(model: string, { action, proposal: asked, epoch }: PlanDecision): Promise<Decided> {
    const { models, pins, proposals, rollBacks } = this.view;
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
        const plan = await this.earlier(model, epoch);
        return {
          record: holdPlan(models, plan, nowMs),
          sentence: `${model} is held to the plan of epoch ${plan.epoch}: it comes into force as soon as its functions are ready, and rates, apps and settings bring no other until the model is released.`,
          command: rollBacks.command(model, plan.epoch),
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

  /** @throws DecisionError where the plan is in force, or not kept */
  private async earlier(model: string, epoch: number | undefined): Promise<PlanInForce> {
    const { plans, kept } = this.view;
    if (epoch === undefined) return earlierPlan(this.view, model);
    const inForce = planInForce(plans, model);
    const plan = epoch === inForce.epoch ? undefined : await kept.plan(model, epoch);
    if (plan !== undefined) return { epoch, plan };
    const epochs = kept.epochsOf(model).filter((of) => of !== inForce.epoch);
    throw new DecisionError({ kind: 'no-earlier-plan', model, epoch, epochs });
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
