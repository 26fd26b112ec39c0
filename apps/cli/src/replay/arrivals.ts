import { Refusal } from '../refusal';
import { seededRandom, type Random } from './seeded-random';

/** One app's part of a replay. */
export type Stream =
  | { readonly app: string; readonly kind: 'trace'; readonly perMinute: readonly number[] }
  | { readonly app: string; readonly kind: 'poisson'; readonly rateHz: number };

export interface Arrival {
  /** Since the start of the replay, in the trace's own time, ms. */
  readonly atMs: number;
  /** Index of the app in the list of streams. */
  readonly app: number;
}

const minuteMs = 60_000;

/** A Poisson process given its count in a minute: independent uniform times, sorted. */
const timesWithin = (requests: number, random: Random): Float64Array =>
  Float64Array.from({ length: requests }, () => random() * minuteMs).sort();

function* traceTimes(perMinute: readonly number[], fromMinute: number, random: Random): Generator<number> {
  for (let minute = fromMinute; minute < perMinute.length; minute += 1) {
    for (const time of timesWithin(perMinute[minute] ?? 0, random)) yield (minute - fromMinute) * minuteMs + time;
  }
}

function* poissonTimes(rateHz: number, random: Random): Generator<number> {
  for (let atMs = 0; ;) {
    atMs += (-Math.log(1 - random()) / rateHz) * 1000;
    yield atMs;
  }
}

/** What is to be replayed, checked. */
export interface Traffic {
  readonly streams: readonly Stream[];
  /** Minute of the traces at which the replay starts. */
  readonly fromMinute: number;
  /** Length in the trace's own time, ms. */
  readonly durationMs: number;
  readonly seed: number;
}

/** All arrivals in order of time; memory for one minute of each stream. */
export function* arrivals(traffic: Traffic): Generator<Arrival> {
  const sources = traffic.streams.map((stream) => {
    const random = seededRandom(traffic.seed, stream.app);
    return stream.kind === 'trace'
      ? traceTimes(stream.perMinute, traffic.fromMinute, random)
      : poissonTimes(stream.rateHz, random);
  });
  const nextOf = (source: Generator<number>): number => {
    const { value, done } = source.next() as IteratorResult<number, undefined>;
    return done || value === undefined || value >= traffic.durationMs ? Infinity : value;
  };
  const heads = sources.map(nextOf);
  for (;;) {
    let app = 0;
    for (let other = 1; other < heads.length; other += 1) if ((heads[other] ?? 0) < (heads[app] ?? 0)) app = other;
    const atMs = heads[app] ?? Infinity;
    if (atMs === Infinity) return;
    yield { atMs, app };
    const source = sources[app];
    heads[app] = source ? nextOf(source) : Infinity;
  }
}

/** Requests that a replay will send; for Poisson streams their mean. */
export const expectedRequests = ({ streams, fromMinute, durationMs }: Traffic): number =>
  streams.reduce((total, stream) => {
    if (stream.kind === 'poisson') return total + (stream.rateHz * durationMs) / 1000;
    const minutes = stream.perMinute.slice(fromMinute, fromMinute + Math.ceil(durationMs / minuteMs));
    return total + minutes.reduce((sum, requests) => sum + requests, 0);
  }, 0);

/** Length of the longest trace from `fromMinute` on, ms; 0 without traces. */
export const traceLengthMs = (streams: readonly Stream[], fromMinute: number): number =>
  Math.max(
    0,
    ...streams.map((stream) => (stream.kind === 'trace' ? (stream.perMinute.length - fromMinute) * minuteMs : 0)),
  );

/** Each app once. */
export function refuseRepeatedApps(streams: readonly Stream[]): void {
  const repeated = streams.find(({ app }, at) => streams.findIndex((other) => other.app === app) < at);
  if (repeated) throw new Refusal(`App ${repeated.app} is given twice; give each app one --trace or --poisson.`);
}
