import type { ModelProfiled } from '@harmonybatch/contracts';
import { calibratedProfile, type ModelProfile } from '@harmonybatch/model';
import {
  planRequestOf,
  planWithin,
  type AppDemand,
  type InstanceRoom,
  limitsBeside,
  type Plan,
  type PlannedModel,
  type PlanRequest,
  type UnattainableApp,
} from '@harmonybatch/planning';
import { tooSlowNote } from '../../calibration/calibration-notes';
import { hurriedNote } from '../../way/way-notes';
import type { PlanningTask } from './plan-maker';

/** What serves the apps of a model that can be served, and who cannot be. */
export interface ServablePlan {
  /** Plans of different apps, each with the latencies that it is made with; none where no app can be served. */
  readonly parts: readonly { readonly made: Plan; readonly profile: ModelProfile }[];
  readonly unservable: readonly UnattainableApp[];
  readonly notes: readonly string[];
}

/**
 * Plans a model's apps with the latencies that its executions are believed to have. Apps that no function is fast enough for
 * any more are planned with those of the profile: late as they will be, they are better than turned away, and how long
 * executions take is seen only where there are some.
 */
export function servablePlan(
  task: PlanningTask,
  demands: readonly AppDemand[],
  shouldStop: PlanRequest['shouldStop'],
): ServablePlan {
  const requestOf = (model: PlannedModel, apps: readonly AppDemand[]): PlanRequest => ({
    ...planRequestOf(model, task.config, apps),
    shouldStop,
  });
  const { profile } = task.model;
  const believed = believedModel(task);
  const first = planServable(requestOf(believed, demands), task.room);
  if (first.unservable.length === 0 || believed.profile === profile) return servableOf([[first, believed.profile]]);
  const slow = new Set(first.unservable.map(({ name }) => name));
  const rest = planServable(
    requestOf(
      task.model,
      demands.filter(({ name }) => slow.has(name)),
    ),
    roomBeside(first.made, task.room),
  );
  for (const { name } of rest.unservable) slow.delete(name);
  const notes = slow.size === 0 ? [] : [tooSlowNote([...slow])];
  return servableOf(
    [
      [first, believed.profile],
      [{ ...rest, notes: [...rest.notes, ...notes] }, profile],
    ],
    rest.unservable,
  );
}

/** The model with the latencies that its executions are believed to have; its functions and their names know nothing of them. */
export const believedModel = ({ model, calibration }: PlanningTask): PlannedModel => ({
  ...model,
  profile: believedProfile(model, calibration),
});

const believedProfile = ({ profile }: ModelProfiled, factors: PlanningTask['calibration']): ModelProfile =>
  factors === undefined ? profile : calibratedProfile(profile, factors);

interface Served {
  readonly made: Plan | null;
  readonly unservable: readonly UnattainableApp[];
  readonly notes: readonly string[];
}

const servableOf = (
  parts: readonly (readonly [Served, ModelProfile])[],
  unservable: readonly UnattainableApp[] = parts.flatMap(([served]) => served.unservable),
): ServablePlan => ({
  parts: parts.flatMap(([{ made }, profile]) => (made === null ? [] : [{ made, profile }])),
  unservable,
  notes: [...new Set(parts.flatMap(([{ notes }]) => notes))],
});

/** What the functions of one part leave to the other. */
const roomBeside = (made: Plan | null, room: InstanceRoom | undefined): InstanceRoom | undefined =>
  room && { ...room, limits: limitsBeside(room.limits, made?.groups ?? []) };

function planServable(request: PlanRequest, room: InstanceRoom | undefined): Served {
  const result = planWithin(request, room);
  if (result.kind === 'invalid') throw new Error(`the registry let a wrong app pass: ${result.faults.join('; ')}`);
  if (result.kind === 'planned') return { made: result.plan, unservable: [], notes: result.plan.notes };
  const unattainable = new Set(result.apps.map(({ name }) => name));
  const hurried = request.apps.filter((app) => unattainable.has(app.name) && isHurried(request, app));
  if (hurried.length > 0) return planHurried(request, hurried, room);
  const left = request.apps.filter(({ name }) => !unattainable.has(name));
  if (left.length === 0) return { made: null, unservable: result.apps, notes: result.notes };
  const rest = planServable({ ...request, apps: left }, room);
  return { ...rest, unservable: [...result.apps, ...rest.unservable] };
}

/** Whether more than is kept where nothing is known is kept for the way of an app. */
const isHurried = ({ overheadMs: usualMs }: PlanRequest, { overheadMs = usualMs }: AppDemand): boolean =>
  overheadMs > usualMs;

/**
 * Apps that only a slow way puts beyond reach are planned as if it took what is kept where nothing is known: late now and then
 * is better than turned away.
 */
function planHurried(request: PlanRequest, hurried: readonly AppDemand[], room: InstanceRoom | undefined): Served {
  const { overheadMs } = request;
  const apps = request.apps.map((app) => (hurried.includes(app) ? { ...app, overheadMs } : app));
  const rest = planServable({ ...request, apps }, room);
  const names = hurried.map(({ name }) => name);
  return { ...rest, notes: [...rest.notes, hurriedNote(names, overheadMs)] };
}
