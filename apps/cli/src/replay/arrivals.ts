import { MergedArrivals, PoissonArrivals, TraceArrivals } from '@harmonybatch/traffic';
import { Refusal } from '../refusal';

/** One app's part of a replay. */
export type Stream =
  | { readonly app: string; readonly kind: 'trace'; readonly perMinute: readonly number[] }
  | { readonly app: string; readonly kind: 'poisson'; readonly rateHz: number };

const minuteMs = 60_000;

/** What is to be replayed, checked. */
export interface Traffic {
  readonly streams: readonly Stream[];
  /** Minute of the traces at which the replay starts. */
  readonly fromMinute: number;
  /** Length in the trace's own time, ms. */
  readonly durationMs: number;
  readonly seed: number;
}

/** All arrivals in the traffic's own time, by the index of their stream; those that `simulate` has for the same seed. */
export const arrivalsOf = ({ streams, fromMinute, durationMs, seed }: Traffic): MergedArrivals =>
  new MergedArrivals(
    streams.map((stream) =>
      stream.kind === 'trace'
        ? new TraceArrivals(stream.perMinute.slice(fromMinute), seed, stream.app)
        : new PoissonArrivals(stream.rateHz, seed, stream.app),
    ),
    durationMs,
  );

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
