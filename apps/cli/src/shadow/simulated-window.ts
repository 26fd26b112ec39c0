import type { PlanningTerms } from '@harmonybatch/planning';
import { simulate, usualHops, type OutcomeReport } from '@harmonybatch/simulation';
import type { ModelTask } from './slo-book';
import type { WatchedApp } from './watched-app';

const minSeconds = 1;
/** Arrivals at the very end of a simulation are left out: the last one is to be in it. */
const behindLastMs = 1;
const msPerSecond = 1_000;

export interface WindowLimits {
  /** Length of the window, ms. */
  readonly windowMs: number;
  /** Requests that are simulated at most: of more, the last ones. */
  readonly maxRequests: number;
}

/** What would have become of the requests of a window. */
export interface SimulatedWindow {
  /** Its last part where it had too many requests. */
  readonly seconds: number;
  readonly requests: number;
  /** Requests of the whole window. */
  readonly seen: number;
  /** By name of the app. */
  readonly outcomes: ReadonlyMap<string, OutcomeReport>;
  readonly costPerSecond: number;
  readonly coldStarts: number;
  readonly plans: number;
  readonly meanBatchSize: number | null;
  readonly faults: readonly string[];
}

/**
 * Runs the requests of a window through the pipeline on a virtual clock, at the times at which they were seen; plans follow rates as
 * they do live.
 * @param onProgress told the part that is done, from 0 to 1; what it throws ends the simulation
 * @throws Error where no plan can be made
 */
export async function simulateWindow(
  { model, profile, itemBytes }: ModelTask,
  apps: readonly WatchedApp[],
  { windowMs, maxRequests }: WindowLimits,
  terms: PlanningTerms,
  onProgress: (fraction: number) => void,
): Promise<SimulatedWindow> {
  const fromMs = startOfLast(apps, maxRequests);
  const seconds = Math.max(minSeconds, (windowMs - fromMs + behindLastMs) / msPerSecond);
  const names = apps.map((_, index) => `app${index}`);
  const times = apps.map(({ arrivalsMs }) => arrivalsMs.filter((atMs) => atMs >= fromMs).map((atMs) => atMs - fromMs));
  const report = await simulate({
    model,
    profile,
    maxItemBytes: itemBytes || undefined,
    ...terms,
    // What apps are called on their topic may be no name here.
    apps: apps.map(({ terms: { sloMs, attainment } }, index) => ({
      name: names[index]!,
      sloMs,
      attainment,
      rateHz: Math.max(1, times[index]!.length) / seconds,
    })),
    arrivals: {
      kind: 'recorded',
      timesMsByApp: Object.fromEntries(times.map((timesMs, index) => [names[index]!, timesMs])),
    },
    durationSeconds: seconds,
    warmUpSeconds: 0,
    seed: 1,
    hops: usualHops,
    plans: 'live',
    onProgress,
  });
  const { bill, coldStarts, plans, batches, faults, total } = report;
  return {
    seconds,
    requests: total.requests,
    seen: apps.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0),
    outcomes: new Map(apps.map(({ name }, index) => [name, report.apps[names[index]!]!])),
    costPerSecond: bill.perSecond,
    coldStarts,
    plans: plans.length,
    meanBatchSize: batches.meanSize,
    faults,
  };
}

/** From when on there are at most `max` requests; 0 where there are no more in all. */
function startOfLast(apps: readonly WatchedApp[], max: number): number {
  const all = apps.reduce((sum, { arrivalsMs }) => sum + arrivalsMs.length, 0);
  if (all <= max) return 0;
  const times = new Float64Array(all);
  let at = 0;
  for (const { arrivalsMs } of apps) {
    times.set(arrivalsMs, at);
    at += arrivalsMs.length;
  }
  return times.sort()[all - max]!;
}
