import type { WhatIfAnswer } from '@harmonybatch/console-api';
import { calibratedProfile, catalogues, defaultAttainment, priceBooks, uncalibrated } from '@harmonybatch/model';
import { simulate, usualHops, type SimulationInput } from '@harmonybatch/simulation';
import type { AskedApp, WhatIfTask } from './what-if-task';
import { secondsPerHour } from '../money/seconds-per-hour';

type Simulated = NonNullable<WhatIfAnswer['simulated']>;

/** Requests that are simulated at most: then less time is. */
const maxRequests = 30_000;
const minSeconds = 2;
export const warmUpSeconds = 1;

/** How long is simulated of what was asked for, s; 0 where even a moment has too many requests. */
export function affordableSeconds(askedSeconds: number, apps: readonly AskedApp[]): number {
  const rateHz = apps.reduce((sum, app) => sum + app.rateHz, 0);
  if (askedSeconds === 0 || apps.length === 0) return 0;
  const seconds = Math.min(Math.max(minSeconds, askedSeconds), Math.floor(maxRequests / rateHz));
  return seconds < minSeconds ? 0 : seconds;
}

/** Runs apps under their plan through the whole pipeline on a virtual clock. @throws Error where that takes beyond `untilMs` of `performance.now` */
export async function simulated(
  task: WhatIfTask,
  apps: readonly AskedApp[],
  seconds: number,
  untilMs: number,
): Promise<Simulated> {
  const report = await simulate({
    ...simulationInput(task, apps, seconds),
    onProgress: () => {
      if (performance.now() > untilMs) throw new Error('it took too long');
    },
  });
  return {
    seconds,
    requests: report.total.requests,
    inSlo: report.total.attainment,
    costPerHour: report.bill.perSecond * secondsPerHour,
    coldStarts: report.coldStarts,
    apps: apps.map(({ name, attainment = defaultAttainment }) => {
      const { requests, attainment: inSlo, latencyMs } = report.apps[name]!;
      return { name, promised: attainment, inSlo, p99Ms: latencyMs?.p99 ?? null, requests };
    }),
  };
}

function simulationInput(
  { model, inForce, terms, seed }: WhatIfTask,
  apps: readonly AskedApp[],
  seconds: number,
): SimulationInput {
  const { overheadMs, assumedCards, holding, calibration = uncalibrated } = inForce;
  return {
    model: model.name,
    profile: calibratedProfile(model.profile, calibration),
    ...(model.maxItemBytes === undefined ? {} : { maxItemBytes: model.maxItemBytes }),
    ...{ strategy: terms.strategy, prices: priceBooks[terms.prices]!, catalogue: catalogues[terms.catalogue]! },
    ...{ overheadMs, ...(assumedCards && { assumedCards }), ...(holding && { holding }) },
    apps,
    arrivals: { kind: 'poisson' },
    durationSeconds: seconds,
    warmUpSeconds,
    seed,
    hops: usualHops,
    plans: 'fixed',
  };
}
