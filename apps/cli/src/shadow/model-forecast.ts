import { defaultAttainment } from '@harmonybatch/model';
import { planRequestOf, type PlanningTerms, type PlanRequest, type UnattainableApp } from '@harmonybatch/planning';
import type { TimedPlan } from '../plan-file/planned-task';
import { aloneOf, type Alone } from '../replay/alone';
import { planAttainable } from './attainable-plan';
import { simulateWindow, type SimulatedWindow, type WindowLimits } from './simulated-window';
import type { ModelTask } from './slo-book';
import type { WatchedApp } from './watched-app';

/** What a model's apps would get and cost. */
export interface ModelForecast {
  readonly model: string;
  /** Null where no app can be served. */
  readonly planned: TimedPlan | null;
  readonly apps: readonly AppForecast[];
  /** Null where there is nothing to simulate, or it could not be: `notes` say why. */
  readonly simulated: SimulatedWindow | null;
  readonly notes: readonly string[];
}

export interface AppForecast {
  readonly watched: WatchedApp;
  /** Share of its requests that the plan promises to answer in time. */
  readonly attainment: number;
  /** Why the SLO cannot be held; null where it is planned. */
  readonly unattainable: UnattainableApp | null;
  /** Its part of what its groups are expected to cost, a second; null where it is not planned. */
  readonly costPerSecond: number | null;
  /** What a function of its own would cost it. */
  readonly alone: Alone;
}

/** Of more apps it is not computed what each would pay alone. */
const maxAppsAlone = 2_000;
const tooMany: Alone = { kind: 'unknown', reason: `of more than ${maxAppsAlone} apps it is not computed` };

/**
 * Plans the apps of a model at the rates that were seen, and simulates that on their requests.
 * @param onProgress told the part of the simulation that is done; what it throws ends it
 */
export async function forecastModel(
  model: ModelTask,
  apps: readonly WatchedApp[],
  window: WindowLimits,
  terms: PlanningTerms,
  onProgress: (fraction: number) => void,
): Promise<ModelForecast> {
  const request = requestOf(model, apps, terms);
  const { planned, unattainable, notes } = planAttainable(request);
  const refused = new Map(unattainable.map((app) => [app.name, app]));
  const isTooMany = apps.length > maxAppsAlone;
  const served = apps.filter(({ name }) => !refused.has(name));
  const simulation =
    window.maxRequests === 0
      ? { window: null, notes: ['Nothing was simulated, as was asked.'] }
      : await simulationOf(() => simulateWindow(model, served, window, terms, onProgress), planned);
  return {
    model: model.model,
    planned,
    apps: apps.map((watched, index): AppForecast => {
      const why = refused.get(watched.name) ?? null;
      return {
        watched,
        attainment: watched.terms.attainment ?? defaultAttainment,
        unattainable: why,
        costPerSecond: planned === null || why !== null ? null : costOf(planned, watched.name),
        alone: isTooMany ? tooMany : aloneOf(request, request.apps[index]!),
      };
    }),
    simulated: simulation.window,
    notes: [...notes, ...simulation.notes],
  };
}

const requestOf = (
  { model, profile, itemBytes }: ModelTask,
  apps: readonly WatchedApp[],
  terms: PlanningTerms,
): PlanRequest =>
  planRequestOf(
    { name: model, profile, maxItemBytes: itemBytes || undefined },
    terms,
    apps.map(({ name, terms: { sloMs, attainment }, rate: { rateHz } }) => ({ name, sloMs, attainment, rateHz })),
  );

const costOf = ({ groups }: TimedPlan, app: string): number =>
  groups
    .flatMap(({ apps, expectedCostPerRequest }) =>
      apps.filter(({ name }) => name === app).map(({ rateHz }) => rateHz * expectedCostPerRequest),
    )
    .reduce((sum, cost) => sum + cost, 0);

/** A plan stands by itself where the simulation fails or is broken off. */
async function simulationOf(
  simulated: () => Promise<SimulatedWindow>,
  planned: TimedPlan | null,
): Promise<{ readonly window: SimulatedWindow | null; readonly notes: readonly string[] }> {
  if (planned === null) return { window: null, notes: [] };
  try {
    const window = await simulated();
    const faults = window.faults.map((fault) => `The simulation met a fault: ${fault}`);
    const part = `Of ${window.seen} requests the last ${window.requests} were simulated.`;
    return { window, notes: window.requests < window.seen ? [...faults, part] : faults };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { window: null, notes: [`Not simulated: ${why}`] };
  }
}
