import type { AppRegistered, PlanPublished } from '@harmonybatch/contracts';
import type { ModelRegistry, PlanBoard } from '@harmonybatch/pipeline';
import { plan } from '@harmonybatch/planning';
import { BoundedMap } from '@harmonybatch/ports';
import { appsOf, requestOfPlan } from './terms-of-plan';
import { secondsPerHour } from '../money/seconds-per-hour';

const maxKept = 20_000;
const maxAsked = 20_000;
/** What is planned in one go, ms: then whatever else is to be done has its turn. */
const sliceMs = 10;
/** Rates are rounded to so many digits: what an app costs alone does not change by less. */
const digits = 2;

/** An app as it would be planned alone. */
interface LoneApp {
  readonly name: string;
  readonly sloMs: number;
  readonly attainment: number | undefined;
  readonly overheadMs: number | undefined;
}

/** What each app would cost if no other shared its functions, planned on the terms of the plan in force, between other work. */
export class AloneCosts {
  /** Per hour, by all that it depends on; null where its SLO cannot be met alone. */
  private readonly known = new BoundedMap<string, number | null>(maxKept);
  private readonly asked = new Map<string, () => number | null>();
  private working = false;

  constructor(
    private readonly models: Pick<ModelRegistry, 'get'>,
    private readonly board: Pick<PlanBoard, 'planOf'>,
  ) {}

  /** At this rate, req/s. Null where it is not known yet, or cannot be: it is worked on, and is there when it is asked for again. */
  perHour({ name, model, sloMs, attainment }: AppRegistered, rateHz: number): number | null {
    const live = this.board.planOf(model)?.plan;
    if (live === undefined || !(rateHz > 0)) return null;
    const planned = live.groups.flatMap((group) => group.apps).find((app) => app.name === name);
    return this.of(live, { name, sloMs, attainment, overheadMs: planned?.overheadMs }, rateHz);
  }

  /** Of an app of a plan, on the terms of that. Null as of `perHour`. */
  of(terms: PlanPublished, app: LoneApp, rateHz: number): number | null {
    const rounded = Number(rateHz.toPrecision(digits));
    const { modelVersion, prices, catalogue, strategy, overheadMs, calibration, holding } = terms;
    const { sloMs, attainment } = app;
    const key = JSON.stringify([
      ...[terms.model, modelVersion, prices, catalogue, strategy, overheadMs, calibration, holding],
      ...[sloMs, attainment, app.overheadMs, rounded],
    ]);
    const known = this.known.get(key);
    if (known !== undefined) return known === null ? null : known * (rateHz / rounded);
    if (this.asked.size < maxAsked) this.asked.set(key, () => this.plan(terms, app, rounded));
    if (!this.working) this.workSoon();
    return null;
  }

  /** Of every app of a plan at its rate in that, by name. Null as of `perHour`. */
  ofPlan(plan: PlanPublished): Map<string, number | null> {
    return new Map(
      appsOf(plan).map(({ name, sloMs, rateHz, attainment, overheadMs }) => [
        name,
        rateHz > 0 ? this.of(plan, { name, sloMs, attainment, overheadMs }, rateHz) : 0,
      ]),
    );
  }

  private workSoon(): void {
    this.working = true;
    setImmediate(() => this.work());
  }

  private work(): void {
    const untilMs = performance.now() + sliceMs;
    for (const [key, cost] of this.asked) {
      this.asked.delete(key);
      this.known.set(key, cost());
      if (performance.now() >= untilMs) break;
    }
    if (this.asked.size > 0) this.workSoon();
    else this.working = false;
  }

  private plan(terms: PlanPublished, { name, sloMs, attainment, overheadMs }: LoneApp, rateHz: number): number | null {
    const model = this.models.get(terms.model);
    if (model === undefined) return null;
    const app = {
      ...{ name, sloMs, rateHz },
      ...(attainment === undefined ? {} : { attainment }),
      ...(overheadMs === undefined ? {} : { overheadMs }),
    };
    const request = requestOfPlan(terms, model, [app]);
    if (request === null) return null;
    const result = plan(request);
    return result.kind === 'planned' ? result.plan.expected.costPerSecond * secondsPerHour : null;
  }
}
