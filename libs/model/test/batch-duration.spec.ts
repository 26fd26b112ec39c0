import type { ModelProfile } from '@harmonybatch/model';
import { batchSeconds } from '../src/execution/batch-duration';
import { gpuNoise } from '../src/execution/gpu-duration';
import { EvenDraws } from './support/even-draws';

const profile: ModelProfile = {
  cpu: {
    memoryMb: { slopeMbPerRequest: 0, baseMb: 512 },
    avg: [{ alphaSeconds: 2, betaVcpu: 0.5, gammaSeconds: 0.2 }],
    max: [{ alphaSeconds: 2.5, betaVcpu: 0.5, gammaSeconds: 0.3 }],
  },
  gpu: {
    card: 'test',
    cardMemoryGb: 24,
    timeSliceSeconds: 0.002,
    xi1SecondsPerRequest: 0.004,
    xi2Seconds: 0.02,
    memoryMb: 1024,
    batchLimitByGb: [0, 4],
    gpuShare: 0.9,
    cpuShare: 0.1,
  },
};
const cpu = { type: 'cpu', vcpu: 1, memoryMb: 1024 } as const;
const gpu = { type: 'gpu', vcpu: 0.7, memoryMb: 1024, gpuMemoryMb: 2048 } as const;

const draws = (count: number, shape: typeof cpu | typeof gpu, batchSize: number): number[] => {
  const random = new EvenDraws();
  return Array.from({ length: count }, () => batchSeconds(profile, shape, batchSize, random)).map(Number);
};
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('duration of a batch', () => {
  it('on a CPU function has its mean and its 99 % point at the two curves of Eq. 1', () => {
    const avg = 2 * Math.exp(-2) + 0.2;
    const max = 2.5 * Math.exp(-2) + 0.3;
    const values = draws(20_000, cpu, 1).sort((a, b) => a - b);
    expect(Math.abs(mean(values) / avg - 1)).toBeLessThan(0.005);
    expect(Math.abs((values[19_800] ?? 0) / max - 1)).toBeLessThan(0.01);
  });

  it('on a GPU function lies within Eq. 4 of its work and host part, widened by the noise', () => {
    const work = 0.004 * 4 + 0.02;
    const most = work * (1 + gpuNoise);
    const bound = Math.ceil((0.9 * most) / 0.004) * 22 * 0.002 + 0.9 * most + (0.1 * most) / 0.7;
    const values = draws(20_000, gpu, 4);
    expect(Math.max(...values)).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.97 * bound);
    expect(Math.min(...values)).toBeGreaterThan(work * (1 - gpuNoise));
  });

  it('repeats for the same seed', () => {
    expect(draws(5, gpu, 2)).toEqual(draws(5, gpu, 2));
  });

  it('is a fault where the batch does not fit into the GPU memory or is beyond the profile', () => {
    const random = new EvenDraws();
    expect(batchSeconds(profile, gpu, 5, random)).toEqual({ fault: expect.stringContaining('at most 4') });
    expect(batchSeconds(profile, { ...gpu, gpuMemoryMb: 1024 }, 1, random)).toEqual({ fault: expect.anything() });
    expect(batchSeconds(profile, { ...gpu, gpuMemoryMb: 3072 }, 32, random)).toEqual(expect.any(Number));
    expect(batchSeconds(profile, cpu, 2, random)).toEqual({ fault: expect.stringContaining('ends at batches of 1') });
    expect(batchSeconds({ cpu: profile.cpu }, gpu, 1, random)).toEqual({ fault: expect.stringContaining('no GPU') });
  });

  it('is never zero, even where a profile extrapolates below', () => {
    const shrinking = { ...profile, gpu: { ...profile.gpu!, xi2Seconds: -1 } };
    expect(batchSeconds(shrinking, gpu, 1, new EvenDraws())).toBe(0.001);
  });
});
