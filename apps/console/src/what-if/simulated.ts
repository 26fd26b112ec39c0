import type { WhatIfAnswer } from '@harmonybatch/console-api';
import { calibratedProfile, catalogues, defaultAttainment, priceBooks, uncalibrated } from '@harmonybatch/model';
import { simulate, usualHops, type SimulationInput } from '@harmonybatch/simulation';
import type { AskedApp, SimulatedWhatIf, SimulationTask } from './what-if-task';
import { secondsPerHour } from '../money/seconds-per-hour';

type Simulated = NonNullable<WhatIfAnswer['simulated']>;

/** Requests that are simulated at most: then less time is. */
const maxRequests = 30_000;
/** So many take no time worth measuring. */
const fewRequests = 3_000;
const minSeconds = 2;
export const warmUpSeconds = 1;
/** A simulation that was given up, for it took too long. */
class TookTooLongError extends Error {}

/** How long all of it may take, ms, and the part of it that is meant to be used. */
const withinMs = 20_000;
const usedPart = 0.8;

/**
 * Simulates a plan that is made, for as long as was asked for or as there is time for: a short run says how long more would take.
 * What was not simulated stands in the notes.
 */
export async function simulatedWhatIf(task: SimulationTask): Promise<SimulatedWhatIf> {
  const { apps, made, simulatedSeconds } = task;
  const refused = new Set(made.unservable.map(({ name }) => name));
  const served = apps.filter(({ name }) => !refused.has(name));
  if (served.length === 0 || simulatedSeconds === 0) return { seconds: 0, found: null, notes: [] };
  const affordable = affordableSeconds(simulatedSeconds, served);
  if (affordable === 0)
    return {
      seconds: 0,
      found: null,
      notes: ['It was not simulated: these rates are too many requests even for a moment.'],
    };
  try {
    const found = await withinTime(task, served, affordable);
    const { seconds } = found;
    const isCut = simulatedSeconds > seconds;
    const cut = `Of ${simulatedSeconds} s that were asked for ${seconds} s were simulated: more would take too long.`;
    return { seconds, found, notes: isCut ? [cut] : [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { seconds: 0, found: null, notes: [`It was not simulated: ${why}.`] };
  }
}

/** @param seconds how long at most */
async function withinTime(task: SimulationTask, apps: readonly AskedApp[], seconds: number): Promise<Simulated> {
  const beganMs = performance.now();
  const untilMs = beganMs + withinMs;
  if (rateHzOf(apps) * seconds <= fewRequests) return simulated(task, apps, seconds, untilMs);
  const short = await simulated(task, apps, minSeconds, untilMs);
  const tookMs = performance.now() - beganMs;
  const longest = Math.min(seconds, Math.floor((minSeconds * (usedPart * withinMs - tookMs)) / tookMs));
  if (longest <= minSeconds) return short;
  return simulated(task, apps, longest, untilMs).catch((error: unknown) => {
    if (error instanceof TookTooLongError) return short;
    throw error;
  });
}

const rateHzOf = (apps: readonly AskedApp[]): number => apps.reduce((sum, { rateHz }) => sum + rateHz, 0);

/** How long is simulated of what was asked for, s; 0 where even a moment has too many requests. */
export function affordableSeconds(askedSeconds: number, apps: readonly AskedApp[]): number {
  if (askedSeconds === 0 || apps.length === 0) return 0;
  const seconds = Math.min(Math.max(minSeconds, askedSeconds), Math.floor(maxRequests / rateHzOf(apps)));
  return seconds < minSeconds ? 0 : seconds;
}

/** Runs apps under their plan through the whole pipeline on a virtual clock. @throws TookTooLongError where that takes beyond `untilMs` of `performance.now` */
async function simulated(
  task: SimulationTask,
  apps: readonly AskedApp[],
  seconds: number,
  untilMs: number,
): Promise<Simulated> {
  const report = await simulate({
    ...simulationInput(task, apps, seconds),
    onProgress: () => {
      if (performance.now() > untilMs) throw new TookTooLongError('it took too long');
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
  { model, inForce, terms, seed, made }: SimulationTask,
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
    given: made,
  };
}
