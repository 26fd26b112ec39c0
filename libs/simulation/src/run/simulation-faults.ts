import { limits } from '@harmonybatch/contracts';
import { strategies } from '@harmonybatch/planning';
import { delayFault, type Delay } from '@harmonybatch/memory';
import type { PlatformOptions } from '../functions/simulated-platform';
import type { SimulatedApp, SimulationInput, Traffic } from './simulation-input';

const maxSeconds = 31 * 24 * 3600;
const maxRequests = 50e6;
const maxRateHz = 1e6;
const maxBurstFactor = 1_000;
const maxInstances = 10_000;

/** The input cannot be simulated; `faults` says why, each with what would be right. */
export class InvalidSimulationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`the simulation was refused: ${faults.join('; ')}`);
    this.name = 'InvalidSimulationError';
  }
}

const outside = (name: string, value: number, min: number, max: number): string[] =>
  value >= min && value <= max ? [] : [`${name} is ${value}; it must be ${min} to ${max}`];

/** Everything that is wrong with an input, in words; empty for one that can be simulated. */
export function simulationFaults(input: SimulationInput): string[] {
  const { strategy, durationSeconds, warmUpSeconds, seed, apps, arrivals, overheadMs, maxItemBytes = 1 } = input;
  const faults = [
    ...outside('durationSeconds', durationSeconds, 1, maxSeconds),
    ...outside('overheadMs', overheadMs, 0, limits.maxSloMs),
    ...outside('maxItemBytes', maxItemBytes, 1, limits.maxInvocationBytes),
    ...delayFaults(input),
    ...platformFaults(input.platform ?? {}),
    ...appFaults(apps),
    ...trafficFaults(arrivals, apps),
  ];
  if (strategies[strategy] === undefined) {
    faults.push(`strategy "${strategy}" is unknown; there are: ${Object.keys(strategies).join(', ')}`);
  }
  if (!(warmUpSeconds >= 0 && warmUpSeconds < durationSeconds)) {
    faults.push(`warmUpSeconds is ${warmUpSeconds}; it must be 0 or more and below durationSeconds`);
  }
  if (input.given !== undefined && input.plans !== 'fixed') faults.push('a plan is given, and plans are not fixed');
  if (!Number.isSafeInteger(seed)) faults.push(`seed is ${seed}; it must be an integer`);
  if (faults.length === 0 && expectedRequests(input) > maxRequests) {
    faults.push(`about ${Math.round(expectedRequests(input))} requests would arrive; at most ${maxRequests} can`);
  }
  return faults;
}

/** Mean number of requests that will arrive. */
export function expectedRequests({ arrivals, apps, durationSeconds }: SimulationInput): number {
  if (arrivals.kind === 'recorded') {
    return Object.values(arrivals.timesMsByApp).reduce((sum, { length }) => sum + length, 0);
  }
  if (arrivals.kind !== 'trace') return apps.reduce((sum, { rateHz }) => sum + rateHz * durationSeconds, 0);
  return Object.values(arrivals.requestsPerMinuteByApp)
    .flat()
    .reduce((sum, requests) => sum + requests, 0);
}

function delayFaults({ hops, platform = {} }: SimulationInput): string[] {
  const { coldStartMs } = platform;
  const starts = coldStartMs === undefined ? [] : Object.entries(coldStartMs);
  return [
    ...Object.entries<Delay>({ ...hops }).map(([name, delay]) => delayFault(`hops.${name}`, delay)),
    ...starts.map(([type, delay]) => delayFault(`platform.coldStartMs.${type}`, delay)),
  ].filter((fault) => fault !== null);
}

function platformFaults({ keepAliveSeconds, maxInstances: max, slowdown }: Partial<PlatformOptions>): string[] {
  const faults = Object.entries(keepAliveSeconds ?? {}).flatMap(([type, seconds]) =>
    outside(`platform.keepAliveSeconds.${type}`, seconds, 0, Infinity),
  );
  if (slowdown !== undefined) faults.push(...outside('platform.slowdown.factor', slowdown.factor, 0.01, 100));
  if (max === undefined) return faults;
  if (!Number.isInteger(max)) faults.push(`platform.mostInstances is ${max}; it must be an integer`);
  return [...faults, ...outside('platform.mostInstances', max, 1, maxInstances)];
}

function appFaults(apps: readonly SimulatedApp[]): string[] {
  const faults = outside('the number of apps', apps.length, 1, limits.maxApps);
  const names = new Set(apps.map(({ name }) => name));
  if (names.size < apps.length) faults.push('an app is named twice; names have to be unique');
  for (const { name, rateHz } of apps) {
    if (!(rateHz > 0 && rateHz <= maxRateHz)) {
      faults.push(`app "${name}" has rateHz ${rateHz}; it must be above 0 and at most ${maxRateHz}`);
    }
  }
  return faults;
}

function trafficFaults(traffic: Traffic, apps: readonly SimulatedApp[]): string[] {
  if (traffic.kind === 'bursty') {
    return [
      ...outside('burstFactor', traffic.burstFactor, 1, maxBurstFactor),
      ...outside('quietSeconds', traffic.quietSeconds, 0.001, maxSeconds),
      ...outside('burstSeconds', traffic.burstSeconds, 0.001, maxSeconds),
    ];
  }
  const names = new Set(apps.map(({ name }) => name));
  if (traffic.kind === 'recorded') return recordingFaults(traffic.timesMsByApp, names);
  if (traffic.kind !== 'trace') return [];
  return Object.entries(traffic.requestsPerMinuteByApp).flatMap(([app, perMinute]) => {
    if (!names.has(app)) return [`the trace names app "${app}", which is not among the apps`];
    const bad = perMinute.findIndex((requests) => !(Number.isSafeInteger(requests) && requests >= 0));
    if (bad < 0) return [];
    return [`the trace of app "${app}" has ${perMinute[bad]} requests in minute ${bad}; it must be an integer from 0`];
  });
}

function recordingFaults(
  timesMsByApp: Readonly<Record<string, ArrayLike<number>>>,
  names: ReadonlySet<string>,
): string[] {
  return Object.entries(timesMsByApp).flatMap(([app, timesMs]) => {
    if (!names.has(app)) return [`the recording names app "${app}", which is not among the apps`];
    for (let at = 0; at < timesMs.length; at += 1) {
      if (timesMs[at]! >= (timesMs[at - 1] ?? 0)) continue;
      return [`the recording of app "${app}" has ${timesMs[at]} ms at ${at}; times must ascend from 0`];
    }
    return [];
  });
}
