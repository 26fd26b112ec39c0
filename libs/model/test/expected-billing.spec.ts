import { expectedBilledSeconds, latencyDeviationSeconds, normalCdf } from '@harmonybatch/model';
import fc from 'fast-check';

/** `step · Σ_{j≥0} P(L > j·step)`, term by term; of latencies that vary much the first step is certain. */
function summed(avgSeconds: number, maxSeconds: number, stepSeconds: number): number {
  const deviation = latencyDeviationSeconds({ avgSeconds, maxSeconds });
  const steps = Math.ceil((avgSeconds + 8 * deviation) / stepSeconds);
  const certain = avgSeconds < 2 * deviation ? 1 : 0;
  let expected = certain;
  for (let step = certain; step < steps; step += 1)
    expected += normalCdf((avgSeconds - step * stepSeconds) / deviation);
  return expected * stepSeconds;
}

it('is the sum over all steps that may be billed', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 30, noNaN: true }),
      fc.double({ min: 0.01, max: 3, noNaN: true }),
      fc.constantFrom(0.1, 1),
      (avgSeconds, beyondSeconds, stepSeconds) => {
        const latency = { avgSeconds, maxSeconds: avgSeconds + beyondSeconds };
        const steps = (avgSeconds + 8 * latencyDeviationSeconds(latency)) / stepSeconds;
        fc.pre(steps < 60);
        const expected = summed(avgSeconds, latency.maxSeconds, stepSeconds);
        expect(Math.abs(expectedBilledSeconds(latency, stepSeconds) / expected - 1)).toBeLessThan(1e-12);
      },
    ),
    { seed: 20240617, numRuns: 500 },
  ));

it('takes no longer for a day that hardly varies than for a second', () => {
  expect(expectedBilledSeconds({ avgSeconds: 86_400, maxSeconds: 86_400.000_01 }, 1e-9)).toBeCloseTo(86_400, 6);
});

it('bills at least one step of an execution that varies by more than its mean', () => {
  expect(expectedBilledSeconds({ avgSeconds: 0.002_8, maxSeconds: 0.012_4 }, 1)).toBeCloseTo(1, 9);
});
