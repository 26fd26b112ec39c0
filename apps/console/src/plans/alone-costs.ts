import type { PlanPublished } from '@harmonybatch/contracts';
import type { ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { plan, type AppDemand } from '@harmonybatch/planning';
import { BoundedMap } from '@harmonybatch/ports';
import { appsOf, requestOfPlan } from './terms-of-plan';
import { secondsPerHour } from '../money/seconds-per-hour';

const maxKept = 20_000;
/** Plans whose apps wait to be planned alone; of more the one that was asked for longest ago is left out until it is asked for again. */
const maxAsked = 20;
/** What is planned in one go, ms: then whatever else is to be done has its turn. */
const sliceMs = 10;
/** Rates are rounded to so many digits: what an app costs alone does not change by less. */
const digits = 2;

/** What each app of a plan costs alone, as far as it is known, and the apps of which it is to be found. */
interface AskedPlan {
  readonly costs: Map<string, number | null>;
  readonly left: Iterator<AppDemand>;
}

/** What each app would cost if no other shared its functions, planned on the terms and at the rates of a plan, between other work. */
export class AloneCosts {
  /** Per hour, by all that it depends on; null where its SLO cannot be met alone. */
  private readonly known = new BoundedMap<string, number | null>(maxKept);
  private readonly costsOf = new WeakMap<PlanPublished, ReadonlyMap<string, number | null>>();
  private readonly asked = new BoundedMap<PlanPublished, AskedPlan>(maxAsked);
  private working = false;

  constructor(
    private readonly models: Pick<ModelRegistry, 'get'>,
    private readonly board: Pick<PlanBoard, 'planOf' | 'plannedRateHz'>,
  ) {}

  /**
   * Of an app at this rate, req/s: a request costs what it does at the rate of the plan in force. Null where that does not serve it,
   * where its SLO cannot be met alone, and where it is not known yet: then it is there when it is asked for again.
   */
  perHour({ name, model }: { readonly name: string; readonly model: string }, rateHz: number): number | null {
    const live = this.board.planOf(model)?.plan;
    const plannedHz = this.board.plannedRateHz(model, name);
    if (live === undefined || !(plannedHz > 0) || !(rateHz > 0)) return null;
    const cost = this.ofPlan(live).get(name) ?? null;
    return cost === null ? null : cost * (rateHz / plannedHz);
  }

  /** Per hour, of every app of a plan at its rate in that, by name. Null where its SLO cannot be met alone, or it is not known yet. */
  ofPlan(plan: PlanPublished): ReadonlyMap<string, number | null> {
    const costs = this.costsOf.get(plan) ?? this.asked.get(plan)?.costs;
    return costs ?? this.ask(plan);
  }

  private ask(plan: PlanPublished): ReadonlyMap<string, number | null> {
    const apps = appsOf(plan);
    const costs = new Map(apps.map(({ name }) => [name, null]));
    this.asked.set(plan, { costs, left: apps.values() });
    if (!this.working) this.workSoon();
    return costs;
  }

  private workSoon(): void {
    this.working = true;
    setImmediate(() => this.work());
  }

  private work(): void {
    const untilMs = performance.now() + sliceMs;
    for (const [plan, { costs, left }] of this.asked) {
      const keyOf = keysOn(plan);
      for (let next = left.next(); next.done !== true; next = left.next()) {
        costs.set(next.value.name, this.of(plan, next.value, keyOf));
        if (performance.now() >= untilMs) return this.workSoon();
      }
      this.costsOf.set(plan, costs);
      this.asked.delete(plan);
    }
    this.working = false;
  }

  private of(terms: PlanPublished, app: AppDemand, keyOf: (app: AppDemand) => string): number | null {
    if (!(app.rateHz > 0)) return 0;
    const rounded = { ...app, rateHz: Number(app.rateHz.toPrecision(digits)) };
    const key = keyOf(rounded);
    let cost = this.known.get(key);
    if (cost === undefined) this.known.set(key, (cost = this.plan(terms, rounded)));
    return cost === null ? null : cost * (app.rateHz / rounded.rateHz);
  }

  private plan(terms: PlanPublished, app: AppDemand): number | null {
    const model = this.models.get(terms.model);
    const request = model === undefined ? null : requestOfPlan(terms, model, [app]);
    if (request === null) return null;
    const result = plan(request);
    return result.kind === 'planned' ? result.plan.expected.costPerSecond * secondsPerHour : null;
  }
}

/** What the cost of an app alone depends on, on the terms of a plan, as a text. */
function keysOn(terms: PlanPublished): (app: AppDemand) => string {
  const { model, modelVersion, prices, catalogue, strategy, overheadMs, calibration, holding } = terms;
  const ofPlan = JSON.stringify([
    ...[model, modelVersion, prices, catalogue, strategy, overheadMs, calibration, holding],
  ]);
  return ({ sloMs, attainment, overheadMs: ofApp, rateHz }) => `${ofPlan} ${sloMs} ${attainment} ${ofApp} ${rateHz}`;
}
