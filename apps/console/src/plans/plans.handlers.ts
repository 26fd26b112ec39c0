import { Injectable } from '@nestjs/common';
import type { PlanList, PlanPage } from '@harmonybatch/console-api';
import type { PlanPublished } from '@harmonybatch/contracts';
import { ModelRegistry, PlanBoard, PlanPins } from '@harmonybatch/pipeline';
import { RollBacks } from '../decisions/roll-backs';
import type { Call, HandlerGroup, Handlers } from '../protocol/call';
import { notFound } from '../protocol/refusal';
import { AloneCosts } from './alone-costs';
import { Bindings } from './bindings';
import { KeptPlans } from './kept-plans';
import { planChange } from './plan-change';
import { PlanIndex, type PlanSummary } from './plan-index';
import { planGroupOf } from './plan-group';
import { reasonInWords } from './reason-in-words';
import { sumOrNull } from './sum-or-null';
import { WaitingPlans } from './waiting-plans';
import { secondsPerHour } from '../money/seconds-per-hour';

const defaultLimit = 50;

/** Answers with plans: those that were in force, and those that wait. */
@Injectable()
export class PlansHandlers implements HandlerGroup {
  private readonly bindings = new Bindings();

  readonly handlers: Pick<Handlers, 'plans' | 'plan'> = {
    plans: ({ params, query }) => this.list(params.model, query),
    plan: ({ params, query }) => this.page(params.model, query),
  };

  constructor(
    private readonly index: PlanIndex,
    private readonly kept: KeptPlans,
    private readonly rollBacks: RollBacks,
    private readonly models: ModelRegistry,
    private readonly board: PlanBoard,
    private readonly waiting: WaitingPlans,
    private readonly pins: PlanPins,
    private readonly alone: AloneCosts,
  ) {}

  private list(model: string, { limit = defaultLimit, beforeMs = Infinity }: Call<'plans'>['query']): PlanList {
    this.checkModel(model);
    const plans = this.index.of(model);
    const inForce = this.board.planOf(model)?.epoch;
    return {
      model,
      plans: plans
        .filter(({ fromMs }) => fromMs < beforeMs)
        .slice(-limit)
        .reverse()
        .map(({ epoch, plannedAtMs, reason, costPerSecond, currency, groups, apps, modelVersion }) => ({
          ...{ epoch, plannedAtMs, reason, currency, groups, apps },
          costPerHour: costPerSecond * secondsPerHour,
          obstacle: epoch === inForce ? null : this.rollBacks.obstacle({ model, modelVersion }),
        })),
      keptSinceMs: plans[0]?.fromMs ?? null,
      proposals: this.proposalsOf(model),
    };
  }

  private proposalsOf(model: string): PlanList['proposals'] {
    const proposed = this.waiting.get(model);
    if (proposed === undefined) return [];
    const decided = this.waiting.decisionOn(proposed);
    const { id, awaits, proposedAtMs, plan, costPerSecondInForce, unkept = [], obstacles = [], changes } = proposed;
    return [
      {
        decided: decided === undefined ? null : { decision: decided.decision, atMs: decided.decidedAtMs },
        ...{ id, awaits, proposedAtMs, changes, currency: plan.currency, reason: plan.reason },
        costPerHour: plan.costPerSecond * secondsPerHour,
        costPerHourInForce: costPerSecondInForce === undefined ? null : costPerSecondInForce * secondsPerHour,
        groups: plan.groups.length,
        unkept: unkept.map(({ app, message }) => `${app}: ${message}`),
        obstacles: obstacles.map(({ functionName, message }) => `${functionName}: ${message}`),
      },
    ];
  }

  private async page(model: string, query: Call<'plan'>['query']): Promise<PlanPage> {
    this.checkModel(model);
    const summary = this.find(model, query);
    const plan = await this.planOf(model, summary);
    const { before, after } = this.index.beside(model, summary.epoch);
    const registered = this.models.get(model);
    const inForce = this.board.planOf(model)?.epoch === summary.epoch;
    const bindings = await this.bindings.of(summary.epoch, plan, registered);
    const aloneHours = this.alone.ofPlan(plan);
    const aloneHour = sumOrNull(aloneHours.values());
    const costPerHour = plan.costPerSecond * secondsPerHour;
    const { reason, strategy, prices, catalogue, currency, planningMs, notes = [] } = plan;
    return {
      ...{ model, epoch: summary.epoch, reason, strategy, prices, catalogue, currency, planningMs, notes },
      inForce,
      rollBack: inForce
        ? null
        : { obstacle: this.rollBacks.obstacle(plan), command: this.rollBacks.command(model, summary.epoch) },
      fromMs: summary.fromMs,
      untilMs: after?.fromMs ?? null,
      why: reasonInWords(reason),
      costPerHour,
      aloneHour,
      savedShare: aloneHour === null || aloneHour === 0 ? null : 1 - costPerHour / aloneHour,
      groups: plan.groups.map((group, index) => planGroupOf(plan, group, bindings[index]!, aloneHours)),
      unservable: plan.unservable.map(({ name, sloMs, tightestSloMs, message }) => ({
        ...{ name, sloMs, tightestSloMs, message },
      })),
      change:
        before === undefined
          ? null
          : planChange({ epoch: before.epoch, plan: await this.planOf(model, before) }, plan, registered),
      pinned: this.pins.get(model) !== undefined,
      document: plan,
    };
  }

  /** @throws Refusal where no plan of that epoch or time is kept */
  private find(model: string, { atMs, epoch }: Call<'plan'>['query']): PlanSummary {
    const asked = epoch ?? (atMs === undefined ? this.board.planOf(model)?.epoch : undefined);
    const found =
      asked === undefined && atMs !== undefined
        ? this.index.at(model, atMs)
        : this.index.of(model).find((plan) => plan.epoch === asked);
    if (found !== undefined) return found;
    const which = epoch === undefined ? (atMs === undefined ? 'in force' : 'of that time') : `of epoch ${epoch}`;
    throw notFound(
      `plan of model "${model}" ${which} that is kept`,
      'Ask for the list of its plans: it says what is kept.',
    );
  }

  private async planOf(model: string, { epoch }: PlanSummary): Promise<PlanPublished> {
    const plan = await this.kept.plan(model, epoch);
    if (plan === undefined) throw notFound(`plan of epoch ${epoch} that is kept`, 'Ask for a later one.');
    return plan;
  }

  private checkModel(model: string): void {
    if (this.models.get(model) === undefined && this.index.of(model).length === 0)
      throw notFound(`model "${model}"`, 'Register it with "harmonybatch models apply FILE".');
  }
}
