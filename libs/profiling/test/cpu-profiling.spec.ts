import {
  cpuLatency,
  curveSeconds,
  normalQuantile,
  profileFault,
  shippedProfiles,
  type CpuCurve,
  type CpuProfile,
} from '@harmonybatch/model';
import {
  cpuDesign,
  cpuProfileOf,
  CpuProfiling,
  defaultCpuTargets,
  fitCpu,
  judgeCpu,
  latencyQuantile,
  tailShape,
} from '@harmonybatch/profiling';
import { SeededRandomness } from '@harmonybatch/traffic';
import { profiled, secretCpu } from './support/secret-functions';

/** What the paper's own fits are off by at most. */
const paperErrorShare = 0.061;
const sizes = Array.from({ length: 76 }, (_, index) => Math.round((0.25 + index * 0.05) * 100) / 100);
const design = cpuDesign(sizes, 4);
const memoryMb = { slopeMbPerRequest: 0, baseMb: 512 };

const worked = secretCpu(
  (size) => ({ form: 'reciprocal', workVcpuSeconds: 0.21 * size + 0.03, baseSeconds: 0.004 * size + 0.02 }),
  1.3,
);
const exponential = secretCpu(
  (size) => ({ alphaSeconds: 2 * size + 0.5, betaVcpu: 0.5, gammaSeconds: 0.18 * size + 0.02 }),
  1.35,
);
const profileOf = (profiling: CpuProfiling): CpuProfile =>
  cpuProfileOf(profiling.samples, fitCpu(profiling.samples)!, memoryMb);

/** The largest relative error over every size and batch, measured or not. */
function worstErrors(found: CpuProfile, secret: CpuProfile): { mean: number; tail: number } {
  const tails = found.quantiles!.find(({ share }) => share === 0.95)!.curves;
  const toTail = normalQuantile(0.95) / normalQuantile(0.99);
  const errors = sizes.flatMap((vcpu) =>
    [1, 2, 3, 4].map((batchSize) => {
      const { avgSeconds, maxSeconds } = cpuLatency(secret, vcpu, batchSize);
      const tail = avgSeconds + toTail * (maxSeconds - avgSeconds);
      return {
        mean: Math.abs(cpuLatency(found, vcpu, batchSize).avgSeconds / avgSeconds - 1),
        tail: Math.abs(curveSeconds(tails[batchSize - 1]!, vcpu) / tail - 1),
      };
    }),
  );
  return { mean: Math.max(...errors.map(({ mean }) => mean)), tail: Math.max(...errors.map(({ tail }) => tail)) };
}

const secrets: [string, CpuProfile, CpuCurve['form']][] = [
  ['work over cores', worked, 'reciprocal'],
  ['Eq. 1', exponential, 'exponential'],
  ['the published curves', shippedProfiles['vgg19']!.cpu!, 'exponential'],
];

describe.each(secrets)('a function of secret coefficients: %s', (_, secret, form) => {
  const targets = { ...defaultCpuTargets, errorShare: 0.04 };
  const profiling = profiled(secret, design, new SeededRandomness(7), targets);
  const fits = fitCpu(profiling.samples);
  const found = profileOf(profiling);

  it('is told within the published error on every size, mean and 95 % point', () => {
    const { mean, tail } = worstErrors(found, secret);
    expect(mean).toBeLessThan(paperErrorShare);
    expect(tail).toBeLessThan(paperErrorShare);
    expect(found.avg.every((curve) => curve.form === form)).toBe(true);
  });

  it('takes fewer runs than a grid of nine sizes and four batch sizes with 100 runs each', () => {
    expect(found.fit!.runs).toBeLessThan(design.vcpuLevels.length * 4 * 100 * 0.6);
  });

  it('is a profile that plans may rest on, and says how well it fits', () => {
    expect(profileFault({ cpu: found })).toBeNull();
    expect(judgeCpu(profiling.samples, fits, profiling.checks, targets)).toEqual({
      isGood: true,
      advice: [],
    });
    expect(found.measuredVcpu).toEqual({ least: 0.25, most: 4 });
    expect(found.fit!.avg.heldOutShare).toBeLessThan(3 * paperErrorShare);
  });
});

it('a simple function gets few points, an odd one more', () => {
  const simple = profiled(worked, design, new SeededRandomness(3)).samples.length;
  const odd = profiled(shippedProfiles['gpt2']!.cpu!, design, new SeededRandomness(3)).samples.length;
  expect(simple).toBeLessThanOrEqual(12);
  expect(odd).toBeGreaterThan(simple);
});

it('a model that runs in batches of one is profiled as well', () => {
  const profiling = profiled(worked, cpuDesign(sizes, 1), new SeededRandomness(11));
  const found = profileOf(profiling);
  expect(found.avg).toHaveLength(1);
  expect(profiling.isGood).toBe(true);
});

it('a fit that is no good is refused with what to do', () => {
  const random = new SeededRandomness(1);
  const noisy = secretCpu((size) => ({ form: 'reciprocal', workVcpuSeconds: 0.2 * size, baseSeconds: 0 }), 3);
  const targets = { ...defaultCpuTargets, maxPoints: 8 };
  const profiling = profiled(noisy, design, random, { ...targets, errorShare: 0.3 });
  const few = profiling.samples.map((one) => ({ ...one, seconds: one.seconds.slice(0, 4) }));
  const { isGood, advice } = judgeCpu(few, fitCpu(few), profiling.checks, targets);
  expect(isGood).toBe(false);
  expect(advice.join(' ')).toMatch(/vary too much .* allow more runs a point/);
  const [check] = profiling.checks;
  const untold = [{ ...check!, point: { vcpu: 0.35, batchSize: 3 }, meanErrorShare: Infinity }];
  expect(judgeCpu(few, fitCpu(few), untold, targets).advice.join(' ')).toContain(
    'said nothing of 0.35 vCPU with batches of 3',
  );
});

it('asks for the same points until it gets all of them', () => {
  const profiling = new CpuProfiling(design);
  const [first, ...others] = profiling.nextPoints();
  expect(profiling.nextPoints()).toEqual([first, ...others]);
  expect(() => profiling.add(others.map((point) => ({ ...point, seconds: [1, 1] })))).toThrow('0.25 vCPU');
});

describe('tails of few runs', () => {
  it('are told by the runs of all points where these vary alike, else by their own', () => {
    const random = new SeededRandomness(4);
    const normal = Array.from({ length: 20 }, () => Array.from({ length: 30 }, () => 1 + 0.1 * random.normal()));
    const shape = tailShape(normal);
    expect(shape.isShared).toBe(true);
    const tails = normal.map((seconds) => latencyQuantile(seconds, 0.99, shape));
    const mean = tails.reduce((sum, one) => sum + one, 0) / tails.length;
    expect(mean).toBeCloseTo(1 + 0.1 * normalQuantile(0.99), 1);
    const jumping = normal.map((seconds, index) =>
      index % 2 === 0 ? seconds : seconds.map((one, run) => (run % 9 === 0 ? 3 : one)),
    );
    expect(tailShape(jumping).isShared).toBe(false);
  });
});
