import {
  BurstyArrivals,
  MergedArrivals,
  PoissonArrivals,
  RecordedArrivals,
  TraceArrivals,
  type ArrivalProcess,
} from '@harmonybatch/traffic';

function until(endMs: number, process: ArrivalProcess): number[] {
  const times: number[] = [];
  for (let atMs = process.next(); atMs < endMs; atMs = process.next()) times.push(atMs);
  return times;
}

const hourMs = 3_600_000;
const inOrder = (times: readonly number[]): boolean =>
  times.every((atMs, index) => index === 0 || atMs >= times[index - 1]!);
const burstiness = { burstFactor: 8, quietSeconds: 10, burstSeconds: 2 };

describe.each<[string, (seed: number, app: string) => ArrivalProcess]>([
  ['Poisson', (seed, app) => new PoissonArrivals(3, seed, app)],
  ['bursty', (seed, app) => new BurstyArrivals(3, burstiness, seed, app)],
  ['trace', (seed, app) => new TraceArrivals([20, 30], seed, app)],
])('%s arrivals', (_kind, make) => {
  it('are a pure function of seed and app, in order', () => {
    const times = until(60_000, make(1, 'a'));
    expect(inOrder(times)).toBe(true);
    expect(until(60_000, make(1, 'a'))).toEqual(times);
    expect(until(60_000, make(2, 'a'))).not.toEqual(times);
    expect(until(60_000, make(1, 'b'))).not.toEqual(times);
  });
});

it('Poisson arrivals have the mean and the variance of their rate', () => {
  const times = until(hourMs, new PoissonArrivals(5, 1, 'a'));
  const mean = 5 * 3600;
  expect(Math.abs(times.length - mean)).toBeLessThan(4 * Math.sqrt(mean));
  const bySecond = new Array<number>(3600).fill(0);
  for (const atMs of times) bySecond[Math.floor(atMs / 1000)]! += 1;
  const variance = bySecond.reduce((sum, count) => sum + (count - 5) ** 2, 0) / bySecond.length;
  // The variance of a Poisson count's sample variance is (λ + 2λ²)/n.
  expect(Math.abs(variance - 5)).toBeLessThan(4 * Math.sqrt((5 + 50) / 3600));
});

describe('bursty arrivals', () => {
  it('have the mean rate in the long run', () => {
    const { quietSeconds, burstSeconds, burstFactor } = burstiness;
    const hours = 5;
    const times = until(hours * hourMs, new BurstyArrivals(4, burstiness, 1, 'a'));
    const cycles = (hours * 3600) / (quietSeconds + burstSeconds);
    const quietHz = (4 * (quietSeconds + burstSeconds)) / (quietSeconds + burstFactor * burstSeconds);
    // A cycle's count deviates by about its quiet and its burst part, each of exponential length.
    const sd = Math.sqrt(cycles) * quietHz * Math.hypot(quietSeconds, burstFactor * burstSeconds);
    expect(Math.abs(times.length - 4 * hours * 3600)).toBeLessThan(4 * sd);
  });

  it('come in bursts: their counts vary more than those of a Poisson process', () => {
    const bySecond = new Array<number>(3600).fill(0);
    for (const atMs of until(hourMs, new BurstyArrivals(4, burstiness, 1, 'a')))
      bySecond[Math.floor(atMs / 1000)]! += 1;
    const variance = bySecond.reduce((sum, count) => sum + (count - 4) ** 2, 0) / bySecond.length;
    expect(variance).toBeGreaterThan(2 * 4);
  });

  it('with a factor of 1 are Poisson arrivals', () => {
    const even = { ...burstiness, burstFactor: 1 };
    const count = until(hourMs, new BurstyArrivals(4, even, 1, 'a')).length;
    expect(Math.abs(count - 4 * 3600)).toBeLessThan(4 * Math.sqrt(4 * 3600));
  });
});

it('trace arrivals are as many in each minute as the trace says, spread over it', () => {
  const perMinute = [50, 0, 400, 7];
  const times = until(Infinity, new TraceArrivals(perMinute, 1, 'a'));
  expect(perMinute.map((_, minute) => times.filter((atMs) => Math.floor(atMs / 60_000) === minute).length)).toEqual(
    perMinute,
  );
  const third = times.filter((atMs) => atMs >= 120_000 && atMs < 180_000).map((atMs) => atMs - 120_000);
  const mean = third.reduce((sum, atMs) => sum + atMs, 0) / third.length;
  expect(Math.abs(mean - 30_000)).toBeLessThan((4 * 60_000) / Math.sqrt(12 * third.length));
});

it('merged arrivals are those of all apps in order, up to the end', () => {
  const make = (): ArrivalProcess[] => [new PoissonArrivals(2, 1, 'a'), new TraceArrivals([30], 1, 'b')];
  const merged = new MergedArrivals(make(), 45_000);
  const all: { atMs: number; app: number }[] = [];
  for (let next = merged.next(); next !== undefined; next = merged.next()) all.push(next);
  expect(inOrder(all.map(({ atMs }) => atMs))).toBe(true);
  make().forEach((process, app) => {
    expect(all.filter((one) => one.app === app).map(({ atMs }) => atMs)).toEqual(until(45_000, process));
  });
});

it('recorded arrivals come again at their times, and then no more', () => {
  const times = [0, 5, 5, 70];
  expect(until(hourMs, new RecordedArrivals(Float64Array.from(times)))).toEqual(times);
  expect(new RecordedArrivals([]).next()).toBe(Infinity);
});
