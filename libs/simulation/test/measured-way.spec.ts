import { run } from './simulated-run';

it('plans keep what the way is measured to take, and every promise with it, for less money', async () => {
  const input = { strategy: 'exact', plans: 'live', warmUpSeconds: 300, durationSeconds: 600 } as const;
  const [fixed, measured] = await Promise.all([run(input), run({ ...input, replanner: { measuresWay: true } })]);
  expect(measured.plans.map(({ reason }) => reason)).toEqual(['first', 'way']);
  expect(measured.plans[1]!.notes).toContainEqual(expect.stringContaining('what the way was measured to take'));
  for (const { attainment } of Object.values(measured.apps)) expect(attainment).toBeGreaterThanOrEqual(0.99);
  expect(measured.predictedPerSecond).toBeLessThan(fixed.predictedPerSecond);
});
