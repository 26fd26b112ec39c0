import { modelVersionOf, type AppRegistered, type ModelProfiled } from '@harmonybatch/contracts';
import type { PlanInForce } from '@harmonybatch/pipeline';
import type { RegistryViews } from './registry-views';

/** What a change of the registry must lead to before it is in force. */
export interface Expectation {
  readonly model: string;
  /** What is waited for, for a person. */
  readonly what: string;
  readonly state: (views: RegistryViews) => Progress;
}

export type Progress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'inForce'; readonly epoch?: number }
  | { readonly kind: 'refused'; readonly reason: string };

const waiting: Progress = { kind: 'waiting' };
/** SLOs travel as JSON numbers; a difference below this is none. */
const sloToleranceMs = 1e-6;
const sameSlo = (left: number, right: number): boolean => Math.abs(left - right) < sloToleranceMs;

const plannedSlo = ({ plan }: PlanInForce, app: string): number | undefined =>
  plan.groups.flatMap((group) => group.apps).find(({ name }) => name === app)?.sloMs;

const unattainable = ({ name, sloMs }: AppRegistered, tightestSloMs: number | null, message: string): string =>
  tightestSloMs === null
    ? `${name} cannot be served: ${message}`
    : `${name} asks for ${sloMs} ms, but the tightest SLO that can be met is ${Math.ceil(tightestSloMs)} ms; ` +
      `raise its sloMs to at least that`;

/** The app is in a group of a plan with its SLO, or that plan says why it cannot be. */
export const appPlanned = (app: AppRegistered): Expectation => ({
  model: app.model,
  what: `a plan for ${app.model} that includes ${app.name}`,
  state: (views) => {
    const current = views.plans.planOf(app.model);
    if (current === undefined) return waiting;
    const refused = current.plan.unservable.find(({ name, sloMs }) => name === app.name && sameSlo(sloMs, app.sloMs));
    if (refused) return { kind: 'refused', reason: unattainable(app, refused.tightestSloMs, refused.message) };
    const sloMs = plannedSlo(current, app.name);
    return sloMs !== undefined && sameSlo(sloMs, app.sloMs) ? { kind: 'inForce', epoch: current.epoch } : waiting;
  },
});

/** No plan of the model serves the app any more. */
export const appGone = (app: AppRegistered): Expectation => ({
  model: app.model,
  what: `a plan for ${app.model} without ${app.name}`,
  state: (views) => {
    const current = views.plans.planOf(app.model);
    if (current === undefined) return { kind: 'inForce' };
    const named =
      plannedSlo(current, app.name) !== undefined || current.plan.unservable.some(({ name }) => name === app.name);
    return named ? waiting : { kind: 'inForce', epoch: current.epoch };
  },
});

/** The model's apps run under a plan made with this state of it. A model without apps has no plan to wait for. */
export const modelPlanned = (model: ModelProfiled): Expectation => ({
  model: model.name,
  what: `a plan for version ${model.version} of ${model.name}`,
  state: (views) => {
    if (views.apps.ofModel(model.name).length === 0) return { kind: 'inForce' };
    const current = views.plans.planOf(model.name);
    if (current?.plan.modelVersion !== modelVersionOf(model)) return waiting;
    return { kind: 'inForce', epoch: current.epoch };
  },
});
