import type { SimulationInput, SimulationReport } from '@harmonybatch/simulation';
import { run } from './simulated-run';

/** Functions begin to take 1.4 times as long after this, s since the first instances were asked for; they take 15 s to start. */
const slowAfterSeconds = 150;

/** One history, of which the requests of one part are counted, s. */
const counted = (
  fromSeconds: number,
  toSeconds: number,
  over: Partial<SimulationInput> = {},
): Promise<SimulationReport> =>
  run({
    strategy: 'exact',
    plans: 'live',
    calibrates: true,
    platform: { slowdown: { afterSeconds: slowAfterSeconds, factor: 1.4 } },
    warmUpSeconds: fromSeconds,
    durationSeconds: toSeconds,
    ...over,
  });

const inTime = ({ total }: SimulationReport): number => total.attainment ?? 0;

it('a silent slowdown of 40 % is noticed, and planned for within a minute; attainment is what it was before', async () => {
  const [before, during, after] = await Promise.all([counted(20, 130), counted(136, 196), counted(200, 300)]);
  expect(before.plans.map(({ reason }) => reason)).not.toContain('calibration');
  const changes = after.plans.filter(({ reason }) => reason === 'calibration');
  expect(changes.length).toBeGreaterThanOrEqual(1);
  expect(changes[0]!.atMs / 1000).toBeLessThan(slowAfterSeconds - 15 + 60);
  expect(inTime(before)).toBeGreaterThanOrEqual(0.99);
  expect(inTime(during)).toBeLessThan(inTime(before));
  expect(inTime(after)).toBeGreaterThanOrEqual(0.99);
});

it('where nobody corrects the profile, the slowdown stays', async () => {
  const after = await counted(200, 300, { calibrates: false });
  expect(inTime(after)).toBeLessThan(0.99);
});

it('functions that do what the profile says are left alone', async () => {
  const steady = await counted(20, 240, { platform: {} });
  expect(steady.plans.map(({ reason }) => reason)).not.toContain('calibration');
});
