import {
  modelVersionOf,
  type AppRegistered,
  type ModelProfiled,
  type PlanPublished,
  type PlanReason,
  type UnkeptPromise,
} from '@harmonybatch/contracts';
import { uncalibrated } from '@harmonybatch/model';
import type { InstanceRoom } from '@harmonybatch/planning';
import type { PlanningTask } from './drafts/plan-maker';
import type { ModelPlannerContext } from './model-planner-context';
import type { ModelPin } from './pins/model-pin';
import { unkeptPromises } from './proposals/unkept-promises';
import { plannedRatesHz, reasonToPlan, type PlanNeed, type Situation } from './reason-to-plan';

/** What is known of one model: what its plans are made from, and whether the one in force is still right. */
export class KnownModel {
  /** @param state the model as it is registered, or as it was when the plan in force was made */
  constructor(
    readonly name: string,
    private readonly context: ModelPlannerContext,
    private readonly state: () => ModelProfiled | undefined,
    private readonly pin?: ModelPin,
  ) {}

  get inForce(): PlanPublished | undefined {
    return this.context.plans.of(this.name);
  }

  get apps(): AppRegistered[] {
    return this.context.apps.ofModel(this.name);
  }

  /** The plan that somebody holds it to, where it can be in force. */
  get pinned(): PlanPublished | undefined {
    return this.pin?.plan();
  }

  /** @param plan the plan in force, or one to be looked at as though it were */
  need(
    asked: Pick<Situation, 'requested' | 'mayFollow' | 'mayAskForMore'>,
    plan: PlanPublished | undefined = this.inForce,
  ): PlanNeed {
    const { settings, rates, way, calibrations } = this.context;
    const model = this.state();
    return reasonToPlan({
      ...asked,
      model,
      apps: this.apps,
      inForce: plan,
      settings,
      rates,
      way,
      calibration: model === undefined ? uncalibrated : calibrations.factorsOf(model),
      pinned: this.pinned,
    });
  }

  /**
   * What a plan for that reason is made from, while that state of the model is known.
   * @param stands the plan that stays where no other saves enough: the one in force, or one that waits to be
   */
  task(
    reason: PlanReason,
    roomBeside: (modelVersion: string, inForce: PlanPublished | undefined) => InstanceRoom | undefined,
    stands: PlanPublished | undefined = this.inForce,
  ): PlanningTask {
    const { rates, way, calibrations, config, settings, clock } = this.context;
    const { apps, inForce } = this;
    const model = this.state()!;
    return {
      model,
      calibration: calibrations.factorsOf(model),
      apps,
      ratesHz: new Map(apps.map((app) => [app.name, rates.rateHz(app)])),
      reason,
      config,
      settings,
      way: way.of(this.name, apps, stands),
      inForce: mayStay(reason, stands),
      room: roomBeside(modelVersionOf(model), inForce),
      nowMs: clock.nowMs(),
    };
  }

  /** The apps that the plan in force does not serve as they ask. */
  unkeptPromises(): UnkeptPromise[] {
    const { way, calibrations } = this.context;
    const { apps, inForce } = this;
    const model = this.state();
    const factors = model === undefined ? uncalibrated : calibrations.factorsOf(model);
    return unkeptPromises(inForce, { apps, way: way.of(this.name, apps, inForce), factors });
  }

  /** Whether rates are not those that the plan was made for. */
  haveRatesMoved(plan: PlanPublished): boolean {
    return this.context.rates.anyMoved(this.apps, plannedRatesHz(plan));
  }
}

/** The plan that is to be repriced, as it is right but for rates or for what the platform gave. */
const mayStay = (reason: PlanReason, inForce: PlanPublished | undefined): PlanPublished | undefined =>
  reason === 'rate' || (reason === 'functions' && inForce?.missing === undefined) ? inForce : undefined;
