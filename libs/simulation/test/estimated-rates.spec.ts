import { estimatedRates } from '@harmonybatch/simulation';
import { PoissonArrivals } from '@harmonybatch/traffic';

const minuteMs = 60_000;

function poisson(rateHz: number, seed: number, untilMs: number): Float64Array {
  const process = new PoissonArrivals(rateHz, seed, 'a');
  const times: number[] = [];
  for (let atMs = process.next(); atMs < untilMs; atMs = process.next()) times.push(atMs);
  return Float64Array.from(times);
}

describe('rates of recorded arrivals', () => {
  it.each([0.05, 1, 40])('are those of the process, %d a second, within four standard errors', async (rateHz) => {
    const windowMs = 20 * minuteMs;
    const recordings = Array.from({ length: 20 }, (_, seed) => poisson(rateHz, seed, windowMs));
    const rates = await estimatedRates(recordings, windowMs);
    for (const { rateHz: estimated, standardErrorHz } of rates) {
      expect(standardErrorHz).toBeGreaterThan(0);
      expect(Math.abs(estimated - rateHz)).toBeLessThan(4 * standardErrorHz);
    }
    const mean = rates.reduce((sum, one) => sum + one.rateHz, 0) / rates.length;
    expect(Math.abs(mean - rateHz)).toBeLessThan((4 * rates[0]!.standardErrorHz) / Math.sqrt(rates.length));
  });

  it('count the time before the first request of an app and after its last', async () => {
    const one = Float64Array.of(9.5 * minuteMs);
    const [late, never] = await estimatedRates([one, new Float64Array(0)], 10 * minuteMs);
    expect(late!.rateHz).toBeGreaterThan(0);
    expect(late!.rateHz).toBeLessThan(2 / 600);
    expect(never).toEqual({ rateHz: 0, standardErrorHz: 0, windowSeconds: 0 });
  });

  it('follow a busy app, as they do live', async () => {
    const quiet = poisson(20, 1, 10 * minuteMs);
    const busy = poisson(100, 2, 5 * minuteMs).map((atMs) => atMs + 10 * minuteMs);
    const [rate] = await estimatedRates([Float64Array.from([...quiet, ...busy])], 15 * minuteMs);
    expect(Math.abs(rate!.rateHz - 100)).toBeLessThan(4 * rate!.standardErrorHz);
  });

  it('of a window without time are none', async () =>
    expect(await estimatedRates([Float64Array.of(0)], 0)).toHaveLength(1));
});
