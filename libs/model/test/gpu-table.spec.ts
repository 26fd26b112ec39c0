import {
  batchSeconds,
  calibratedProfile,
  gpuBatchLimit,
  latencyOf,
  profileFault,
  type FunctionShape,
  type GpuProfile,
} from '@harmonybatch/model';
import { EvenDraws } from './support/even-draws';

const gpu: GpuProfile = {
  card: 'A10',
  cardMemoryGb: 24,
  timeSliceSeconds: 0.002,
  xi1SecondsPerRequest: 0.001,
  xi2Seconds: 0.004,
  memoryMb: 512,
  batchLimitByGb: [],
  gpuShare: 1,
  cpuShare: 0,
  measured: [
    { batchSize: 1, avgSeconds: 0.01, maxSeconds: 0.012 },
    { batchSize: 8, avgSeconds: 0.01, maxSeconds: 0.014 },
    { batchSize: 16, avgSeconds: 0.02, maxSeconds: 0.024 },
  ],
};
const whole: FunctionShape = { type: 'gpu', vcpu: 8, memoryMb: 512, gpuMemoryMb: 24 * 1024, gpuType: 'a10' };
const half: FunctionShape = { type: 'gpu', vcpu: 4, memoryMb: 512, gpuMemoryMb: 12 * 1024 };

describe('a table of batches on the whole card', () => {
  it('goes through its points and is a line between them, in place of Eq. 2', () => {
    expect(latencyOf({ gpu }, whole, 4).avgSeconds).toBeCloseTo(0.01, 12);
    expect(latencyOf({ gpu }, whole, 8)).toEqual({ avgSeconds: 0.01, maxSeconds: 0.014 });
    expect(latencyOf({ gpu }, whole, 12).avgSeconds).toBeCloseTo(0.015, 12);
    expect(latencyOf({ gpu }, whole, 12).maxSeconds).toBeCloseTo(0.019, 12);
    expect(latencyOf({ gpu }, half, 12).avgSeconds).toBeCloseTo(0.03, 12);
  });

  it('ends with its last batch: none beyond is planned or run', () => {
    expect(gpuBatchLimit(gpu, 24, 64)).toBe(16);
    expect(() => latencyOf({ gpu }, whole, 17)).toThrow(RangeError);
    expect(batchSeconds({ gpu }, whole, 17, new EvenDraws())).toEqual({
      fault: expect.stringContaining('ends at batches of 16'),
    });
  });

  it('grows with executions that take longer', () => {
    const slower = calibratedProfile({ gpu }, { cpu: 1, gpu: 1.5 });
    expect(latencyOf(slower, whole, 16).maxSeconds).toBeCloseTo(0.036, 12);
  });

  it.each([
    [[2, 8, 16], [1, 1, 1], 'has to begin with 1'],
    [[1, 8, 8], [1, 1, 1], 'out of order'],
    [[1, 8, 16], [1, 2, 1.5], 'may not fall'],
  ])('of batches %j that take %j is refused', (sizes, seconds, message) => {
    const measured = sizes.map((batchSize, index) => ({
      batchSize,
      avgSeconds: seconds[index]!,
      maxSeconds: seconds[index]! + 1,
    }));
    expect(profileFault({ gpu: { ...gpu, measured } })).toEqual({
      field: '/gpu/measured',
      message: expect.stringContaining(message),
    });
  });

  it('has no maximum below its average', () => {
    const measured = [{ batchSize: 1, avgSeconds: 0.02, maxSeconds: 0.01 }];
    expect(profileFault({ gpu: { ...gpu, measured } })!.message).toContain('below the average');
    expect(profileFault({ gpu })).toBeNull();
  });
});
