import type { Arrival } from '@harmonybatch/traffic';
import {
  arrivalsOf,
  expectedRequests,
  refuseRepeatedApps,
  traceLengthMs,
  type Stream,
  type Traffic,
} from '../src/replay/arrivals';

const trace = (app: string, ...perMinute: number[]): Stream => ({ app, kind: 'trace', perMinute });
const traffic = (streams: Stream[], more: Partial<Traffic> = {}): Traffic => ({
  streams,
  fromMinute: 0,
  durationMs: 120_000,
  seed: 1,
  ...more,
});

/** All arrivals, in their order. */
function arrivals(of: Traffic): Arrival[] {
  const merged = arrivalsOf(of);
  const all: Arrival[] = [];
  for (let next = merged.next(); next !== undefined; next = merged.next()) all.push(next);
  return all;
}

test('every minute holds exactly its requests, in order of time over all apps', () => {
  const all = arrivals(traffic([trace('a', 5, 7), trace('b', 3, 2)]));
  const within = (app: number, minute: number): number =>
    all.filter((one) => one.app === app && Math.floor(one.atMs / 60_000) === minute).length;
  expect([within(0, 0), within(0, 1), within(1, 0), within(1, 1)]).toEqual([5, 7, 3, 2]);
  expect(all.map(({ atMs }) => atMs)).toEqual(all.map(({ atMs }) => atMs).sort((left, right) => left - right));
});

test('the same seed gives the same times, another seed others', () => {
  const times = (seed: number): number[] => arrivals(traffic([trace('a', 50)], { seed })).map(({ atMs }) => atMs);
  expect(times(7)).toEqual(times(7));
  expect(times(7)).not.toEqual(times(8));
});

test('the times of an app do not depend on which other apps there are', () => {
  const alone = arrivals(traffic([trace('a', 9)])).map(({ atMs }) => atMs);
  const beside = arrivals(traffic([trace('b', 9), trace('a', 9)])).filter(({ app }) => app === 1);
  expect(beside.map(({ atMs }) => atMs)).toEqual(alone);
});

test('a replay begins at its minute and ends at its duration', () => {
  const all = arrivals(traffic([trace('a', 4, 6, 8)], { fromMinute: 1, durationMs: 60_000 }));
  expect(all).toHaveLength(6);
  expect(all.every(({ atMs }) => atMs < 60_000)).toBe(true);
});

test('a Poisson stream has the mean and the variance of one', () => {
  const seconds = 4_000;
  const all = arrivals(traffic([{ app: 'a', kind: 'poisson', rateHz: 5 }], { durationMs: seconds * 1000 }));
  const counts = Array.from({ length: seconds }, () => 0);
  for (const { atMs } of all) counts[Math.floor(atMs / 1000)]! += 1;
  const mean = all.length / seconds;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / seconds;
  expect(mean).toBeCloseTo(5, 0);
  expect(variance / mean).toBeGreaterThan(0.9);
  expect(variance / mean).toBeLessThan(1.1);
});

test('the expected number of requests and the length of the longest trace', () => {
  const streams: Stream[] = [trace('a', 10, 20, 30), { app: 'p', kind: 'poisson', rateHz: 2 }];
  expect(expectedRequests(traffic(streams, { fromMinute: 1, durationMs: 60_000 }))).toBe(20 + 120);
  expect(traceLengthMs(streams, 1)).toBe(120_000);
  expect(traceLengthMs(streams, 5)).toBe(0);
});

test('an app given twice is refused', () => {
  expect(() => refuseRepeatedApps([trace('a', 1), { app: 'a', kind: 'poisson', rateHz: 1 }])).toThrow(
    /a is given twice/,
  );
});
