import {
  catalogues,
  gpuShapes,
  latencyOf,
  profileFault,
  wholeCardSeconds,
  type FunctionShape,
  type GpuProfile,
} from '@harmonybatch/model';
import {
  GpuProfiling,
  gpuProfileOf,
  inOrder,
  quantileOf,
  slicedLatencies,
  type GpuPoint,
} from '@harmonybatch/profiling';
import { SeededRandomness } from '@harmonybatch/traffic';
import { execution } from './support/secret-functions';

/** What the paper's own fits are off by at most. */
const paperErrorShare = 0.114;
const secret: GpuProfile = {
  card: 'A10',
  cardMemoryGb: 24,
  timeSliceSeconds: 0.003,
  xi1SecondsPerRequest: 0.012,
  xi2Seconds: 0.03,
  memoryMb: 512,
  batchLimitByGb: [0, 16],
  gpuShare: 0.7,
  cpuShare: 0.3,
};
const terms = { card: 'A10', cardMemoryGb: 24, memoryMb: 512, usualSliceSeconds: 0.002 };
const shapes = gpuShapes(catalogues['alibaba-2023']!, secret);
const shapeOf = (gpuMemoryGb: number): FunctionShape => shapes.find((one) => one.gpuMemoryMb === gpuMemoryGb * 1024)!;
const sizes = shapes.map(({ gpuMemoryMb, vcpu }) => ({ gpuMemoryGb: gpuMemoryMb! / 1024, vcpu }));

const runsAt = (gpu: GpuProfile, point: GpuPoint, count: number, random: SeededRandomness): number[] =>
  Array.from({ length: count }, () => execution({ gpu }, shapeOf(point.gpuMemoryGb), point.batchSize, random));

const usualRuns = ({ gpuMemoryGb }: GpuPoint): number => (gpuMemoryGb === 24 ? 15 : 60);

function profiled(gpu: GpuProfile, seed: number, runs = usualRuns) {
  const profiling = new GpuProfiling({ cardMemoryGb: 24, sizes, maxBatchSize: 32 });
  const random = new SeededRandomness(seed);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints()) {
    profiling.add(points.map((point) => ({ ...point, seconds: runsAt(gpu, point, runs(point), random) })));
  }
  return profiling;
}

describe('a card of secret coefficients that is sliced', () => {
  const profiling = profiled(secret, 7);
  const found = gpuProfileOf(profiling.samples, terms)!;

  it('is told by few points: the line of Eq. 2, the part on the GPU and the time slice', () => {
    expect(profiling.isGood).toBe(true);
    expect(profiling.samples.length).toBeLessThanOrEqual(11);
    expect(found.xi1SecondsPerRequest / secret.xi1SecondsPerRequest).toBeCloseTo(1, 1);
    expect(found.gpuShare).toBeCloseTo(0.7, 1);
    expect(found.timeSliceSeconds / secret.timeSliceSeconds).toBeCloseTo(1, 1);
  });

  it.each([
    [3, 8],
    [8, 16],
    [16, 4],
    [20, 24],
  ])(
    'is told within the published error on %d GB with batches of %d, which were not measured',
    (gpuMemoryGb, batchSize) => {
      const shape = shapeOf(gpuMemoryGb);
      const planned = latencyOf({ gpu: secret }, shape, batchSize).avgSeconds;
      expect(Math.abs(latencyOf({ gpu: found }, shape, batchSize).avgSeconds / planned - 1)).toBeLessThan(
        paperErrorShare,
      );
      const point = { gpuMemoryGb, vcpu: shape.vcpu, batchSize };
      const tail = quantileOf(inOrder(runsAt(secret, point, 2000, new SeededRandomness(1))), 0.95);
      const slicing = { sliceSeconds: found.timeSliceSeconds, gpuShare: found.gpuShare };
      const work = {
        cardMemoryGb: 24,
        aloneSeconds: (size: number) => found.xi1SecondsPerRequest * size + found.xi2Seconds,
      };
      expect(Math.abs(quantileOf(slicedLatencies(point, work, slicing), 0.95) / tail - 1)).toBeLessThan(
        paperErrorShare,
      );
    },
  );
});

it('a card that is held whole is told by its line alone', () => {
  const profiling = new GpuProfiling({ cardMemoryGb: 24, sizes: [{ gpuMemoryGb: 24, vcpu: 8 }], maxBatchSize: 32 });
  const random = new SeededRandomness(3);
  for (let points = profiling.nextPoints(); points.length > 0; points = profiling.nextPoints())
    profiling.add(points.map((point) => ({ ...point, seconds: runsAt(secret, point, 15, random) })));
  const found = gpuProfileOf(profiling.samples, terms)!;
  expect(profiling.samples.map(({ batchSize }) => batchSize)).toEqual([1, 32, 6, 16, 3]);
  expect(found).toMatchObject({ gpuShare: 1, timeSliceSeconds: 0.002, measuredBatchSizes: { least: 1, most: 32 } });
  expect(found.wholeCard!.maxXi1SecondsPerRequest).toBeGreaterThanOrEqual(found.xi1SecondsPerRequest * 0.98);
});

it('a share that a batch does not fit into is left out, the whole card is not', () => {
  const profiling = profiled(secret, 9, () => 8);
  expect(profiling.nextPoints()).toEqual([]);
  const fresh = new GpuProfiling({ cardMemoryGb: 24, sizes, maxBatchSize: 2 });
  const random = new SeededRandomness(1);
  fresh.add(fresh.nextPoints().map((point) => ({ ...point, seconds: runsAt(secret, point, 8, random) })));
  const sliced = fresh.nextPoints();
  expect(sliced.map(({ gpuMemoryGb }) => gpuMemoryGb)).toEqual([12, 12, 6, 6, 3, 3]);
  fresh.skip(sliced[5]!);
  expect(fresh.nextPoints()).toHaveLength(5);
  expect(() => fresh.skip({ gpuMemoryGb: 24, vcpu: 8, batchSize: 2 })).toThrow('whole card');
});

describe('a card whose small batches all take the time of their launches', () => {
  const launched = (batchSize: number): number => Math.max(0.006, 0.0004 * batchSize);
  const measure = (secondsOf: (batchSize: number) => number, maxBatchSize = 64): GpuProfiling => {
    const whole = new GpuProfiling({ cardMemoryGb: 24, sizes: [{ gpuMemoryGb: 24, vcpu: 8 }], maxBatchSize });
    for (let points = whole.nextPoints(); points.length > 0; points = whole.nextPoints())
      whole.add(
        points.map((point) => ({ ...point, seconds: [0.99, 1, 1.01].map((by) => by * secondsOf(point.batchSize)) })),
      );
    return whole;
  };

  it('gets the table of what was measured, which tells sizes that were not', () => {
    const profiling = measure(launched);
    const gpu = gpuProfileOf(profiling.samples, terms)!;
    expect(profiling.isGood).toBe(true);
    expect(profiling.samples.length).toBeLessThan(12);
    for (const size of [1, 2, 5, 10, 20, 40, 64])
      expect(wholeCardSeconds(gpu, size) / launched(size)).toBeCloseTo(1, 0);
    const worst = Math.max(
      ...[5, 10, 20, 40].map((size) => Math.abs(wholeCardSeconds(gpu, size) / launched(size) - 1)),
    );
    expect(worst).toBeLessThan(paperErrorShare);
  });

  it('is refused where neither form tells the sizes between', () => {
    const jumping = measure((batchSize) => (Math.log2(batchSize) % 2 === 0 ? 0.002 : 0.02));
    expect(jumping.isGood).toBe(false);
    expect(jumping.samples).toHaveLength(12);
  });

  it('never gets a table that falls, whatever the runs say', () => {
    const { measured } = gpuProfileOf(measure((size) => launched(size) * (size % 3 === 0 ? 1.2 : 1)).samples, terms)!;
    expect(profileFault({ gpu: { ...secret, measured } })).toBeNull();
  });

  it('needs no more than the sizes that there are', () => {
    expect(measure(launched, 1).samples.map(({ batchSize }) => batchSize)).toEqual([1]);
    const three = measure(launched, 3);
    expect(three.isGood).toBe(true);
    expect(three.samples.map(({ batchSize }) => batchSize)).toEqual([1, 3, 2]);
    expect(gpuProfileOf(measure(launched, 1).samples, terms)).toMatchObject({
      xi1SecondsPerRequest: 0,
      xi2Seconds: 0.006,
    });
  });
});
