import { DriftDetector } from '@harmonybatch/model';

/** Standard normal draws of a seed. */
function normals(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** After how many samples a drift is found; null where none is within `samples`. */
function foundAfter(detector: DriftDetector, samples: number, ratio: () => number, deviation: number): number | null {
  for (let sample = 1; sample <= samples; sample += 1) {
    detector.add(0.1 * ratio(), 0.1, deviation);
    if (detector.drift !== null) return sample;
  }
  return null;
}

const noisy = (seed: number, mean: number, deviation: number): (() => number) => {
  const normal = normals(seed);
  return () => Math.max(0.01, mean + mean * deviation * normal());
};
/** Each is half as far off as the one before it, and as far by itself as makes that deviation. */
const lingering = (seed: number, deviation: number): (() => number) => {
  const normal = normals(seed);
  let before = normal();
  return () => Math.exp(deviation * (before = 0.5 * before + Math.sqrt(0.75) * normal()) - deviation ** 2 / 2);
};
const seeds = Array.from({ length: 100 }, (_, index) => 1_000 + index);

describe('DriftDetector', () => {
  it.each([
    [1, 0.03, 0.03],
    [1, 0.2, 0.2],
    [1.05, 0.1, 0.1],
    [0.95, 0.1, 0.1],
    // Executions that vary ten times as much as the profile says.
    [1, 0.3, 0.03],
  ])(
    'raises no false alarm in 100 × 3,000 executions of %d times the mean, deviation %d (%d expected)',
    (mean, deviation, expected) => {
      const alarms = seeds.filter(
        (seed) => foundAfter(new DriftDetector(), 3_000, noisy(seed, mean, deviation), expected) !== null,
      );
      expect(alarms).toHaveLength(0);
    },
  );

  it.each([
    [1.4, 0.03, 20],
    [1.4, 0.2, 80],
    [1.25, 0.1, 80],
    [0.7, 0.1, 40],
    [0.7, 0.2, 90],
  ])(
    'finds executions of %d times the mean, deviation %d, within %d, and says by how much',
    (mean, deviation, within) => {
      for (const seed of seeds) {
        const detector = new DriftDetector();
        expect(foundAfter(detector, 500, noisy(seed, 1, deviation), deviation)).toBeNull();
        expect(foundAfter(detector, within, noisy(seed + 7, mean, deviation), deviation)).not.toBeNull();
        const { ratio, samples } = detector.drift!;
        expect(samples).toBeGreaterThanOrEqual(20);
        expect(Math.abs(ratio / mean - 1)).toBeLessThan((4 * deviation) / Math.sqrt(samples) + 0.1);
      }
    },
  );

  it('is not moved by some executions that hang', () => {
    for (const seed of seeds.slice(0, 20)) {
      const ratio = noisy(seed, 1, 0.1);
      let sample = 0;
      const hanging = (): number => ((sample += 1) % 50 === 0 ? 1_000 : ratio());
      expect(foundAfter(new DriftDetector(), 3_000, hanging, 0.1)).toBeNull();
    }
  });

  /** Seeds that nothing was tuned on: `npm run bench:drift-detection` measures others, and more. */
  const fresh = Array.from({ length: 100 }, (_, index) => 9_100_000 + 37 * index);

  it('takes no notice of slowness that lingers over a few executions, and finds what stays', () => {
    let late = 0;
    for (const seed of fresh) {
      const detector = new DriftDetector();
      const ratio = lingering(seed, 0.2);
      expect(foundAfter(detector, 1_000, ratio, 0.1)).toBeNull();
      if (foundAfter(detector, 250, () => 1.4 * ratio(), 0.1) === null) late += 1;
    }
    expect(late).toBeLessThanOrEqual(2);
  });

  it('begins anew', () => {
    const detector = new DriftDetector();
    foundAfter(detector, 100, () => 2, 0.1);
    expect(detector.drift?.ratio).toBeCloseTo(2, 3);
    detector.reset();
    expect(detector.drift).toBeNull();
    expect(foundAfter(detector, 100, () => 1, 0.1)).toBeNull();
  });

  it('takes no harm from what is no duration', () => {
    const detector = new DriftDetector();
    for (const [observed, expected] of [
      [NaN, 1],
      [1, 0],
      [0, 0],
      [0, 1],
      [-1, 1],
      [1, NaN],
      [Infinity, 1],
    ] as const)
      for (let time = 0; time < 10; time += 1) detector.add(observed, expected, NaN);
    const { drift } = detector;
    expect(drift === null || Number.isFinite(drift.ratio)).toBe(true);
  });
});
