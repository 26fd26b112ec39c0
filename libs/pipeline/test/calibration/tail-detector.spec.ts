import { TailDetector } from '@harmonybatch/model';
import { SeededRandomness } from '@harmonybatch/traffic';

/** A profile that says 100 ms on average, and that 99 % take no more than 120. */
const [mean, p99] = [0.1, 0.12];
const z99 = 2.326;
const p95 = mean + ((p99 - mean) * 1.645) / z99;
const deviation = (p99 - mean) / z99;
/** Seeds that nothing was tuned on. */
const seeds = Array.from({ length: 100 }, (_, index) => 5_200_000 + 41 * index);

function foundAfter(detector: TailDetector, executions: number, draw: () => number): number | null {
  for (let execution = 1; execution <= executions; execution += 1) {
    detector.add(draw(), p95, p99);
    if (detector.found !== null) return execution;
  }
  return null;
}

const spread = (seed: number, times: number): (() => number) => {
  const random = new SeededRandomness(seed);
  return () => mean + times * deviation * random.normal();
};

it('takes tails for what they are told to be', () => {
  for (const seed of seeds) expect(foundAfter(new TailDetector(), 3_000, spread(seed, 1))).toBeNull();
});

it('finds a tail that has grown though the mean stays, and by how much', () => {
  for (const seed of seeds) {
    const detector = new TailDetector();
    expect(foundAfter(detector, 1_500, spread(seed, 2))).not.toBeNull();
    const { ratio } = detector.found!;
    // The 99 % point is at 140 ms now, the 95 % point at 128.
    expect(ratio).toBeGreaterThan(1.05);
    expect(ratio).toBeLessThan(1.35);
    detector.reset();
    expect(detector.found).toBeNull();
  }
});

it('finds a tail that has shrunk after many executions alone', () => {
  for (const seed of seeds.slice(0, 20)) {
    const draw = spread(seed, 1);
    expect(foundAfter(new TailDetector(), 2_500, () => 0.7 * draw())).toBe(2_000);
  }
});

it('takes no harm from what is no duration', () => {
  const detector = new TailDetector();
  for (let execution = 0; execution < 300; execution += 1) detector.add(NaN, p95, 0);
  expect(detector.found).toBeNull();
});
