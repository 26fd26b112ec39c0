import {
  catalogues,
  gpuShapes,
  latencyOf,
  shippedProfiles,
  type Catalogue,
  type FunctionShape,
} from '@harmonybatch/model';
import { batchSeconds } from '../src/execution/batch-duration';
import { EvenDraws } from './support/even-draws';
import { gpuNoise } from '../src/execution/gpu-duration';

const draws = 4000;

/** What a planner may count on: the emulated card and the planner's equations are two programs for one thing. */
describe.each(Object.keys(shippedProfiles))('emulated durations of %s', (model) => {
  const profile = shippedProfiles[model];
  const catalogue = catalogues['alibaba-2023'];
  if (profile?.gpu === undefined || catalogue === undefined) throw new Error('the shipped data are incomplete');
  const { gpu } = profile;
  const sample = (shape: FunctionShape, batchSize: number): number[] => {
    const random = new EvenDraws();
    return Array.from({ length: draws }, () => Number(batchSeconds(profile, shape, batchSize, random)));
  };
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const shapeOf = (offered: Catalogue, gpuGb: number): FunctionShape => {
    const shape = gpuShapes(offered, gpu).find((one) => one.gpuMemoryMb === gpuGb * 1024);
    if (shape === undefined) throw new Error(`no shape with ${gpuGb} GB`);
    return shape;
  };

  it.each([
    [12, 8],
    [16, 16],
    [24, 32],
  ])('on %d GB of the card, batches of %d, keep to the planned average and maximum', (gpuGb, batchSize) => {
    const shape = shapeOf(catalogue, gpuGb);
    const planned = latencyOf(profile, shape, batchSize);
    const values = sample(shape, batchSize);
    const cycle = gpu.cardMemoryGb * gpu.timeSliceSeconds;
    expect(Math.max(...values)).toBeLessThanOrEqual(planned.maxSeconds * (1 + gpuNoise));
    expect(Math.abs(mean(values) - planned.avgSeconds)).toBeLessThan(cycle / 2);
  });

  it.each([1, 2, 4])(
    'on 4 vCPU, batches of %d, have the planned average, and 99 of 100 the planned maximum',
    (batchSize) => {
      const shape = { type: 'cpu', vcpu: 4, memoryMb: 4096 } as const;
      const planned = latencyOf(profile, shape, batchSize);
      const values = sample(shape, batchSize);
      expect(mean(values) / planned.avgSeconds).toBeCloseTo(1, 2);
      const within = values.filter((value) => value <= planned.maxSeconds).length / draws;
      expect(within).toBeGreaterThan(0.98);
    },
  );
});
