import { ExecutionLaw, latencyQuantileSeconds, latencyReach, normalQuantile, type Latency } from '@harmonybatch/model';

const draws = 2_000;
/** Equal parts of the distribution, each at its middle. */
const durationsOf = (latency: Latency): number[] => {
  const law = new ExecutionLaw(latency);
  return Array.from({ length: draws }, (_, index) => law.secondsAt(normalQuantile((index + 0.5) / draws)));
};

const varied: [string, Latency][] = [
  ['little', { avgSeconds: 0.2, maxSeconds: 0.24 }],
  ['much', { avgSeconds: 0.2, maxSeconds: 0.5 }],
  ['as slices of a card do', { avgSeconds: 0.0028, maxSeconds: 0.0124 }],
];

describe('the law of an execution that varies', () => {
  it.each(varied)('%s: its mean is the average and its 99 %% point the maximum', (_, latency) => {
    const durations = durationsOf(latency);
    const mean = durations.reduce((sum, seconds) => sum + seconds, 0) / draws;
    expect(mean / latency.avgSeconds).toBeCloseTo(1, 2);
    expect(durations[0.99 * draws]! / latency.maxSeconds).toBeCloseTo(1, 2);
    expect(durations[0]).toBeGreaterThan(0);
  });

  it.each(varied)(
    '%s: a share of executions is no longer than the latency that this attainment asks for',
    (_, latency) => {
      const durations = durationsOf(latency);
      for (const attainment of [0.5, 0.9, 0.95, 0.995, 0.999]) {
        const asked = latencyQuantileSeconds(latency, latencyReach(attainment));
        const within = durations.filter((seconds) => seconds <= asked).length;
        expect(within / draws).toBeGreaterThanOrEqual(attainment - 0.001);
      }
    },
  );

  it('is exact where nothing varies', () => {
    expect(new ExecutionLaw({ avgSeconds: 0.1, maxSeconds: 0.1 }).secondsAt(3)).toBe(0.1);
  });
});
