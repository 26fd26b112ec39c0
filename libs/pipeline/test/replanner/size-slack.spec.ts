import { latencyOf, shippedProfiles } from '@harmonybatch/model';
import type { PlannedGroup } from '@harmonybatch/planning';
import { sizeSlackMs } from '../../src/replanner/drafts/size-slack';

const group = (over: Partial<PlannedGroup>): PlannedGroup => ({
  apps: [{ name: 'app', sloMs: 1000, rateHz: 1, timeoutMs: 500 }],
  function: { type: 'gpu', vcpu: 0.7, memoryMb: 512, gpuMemoryMb: 2048 },
  batchSize: 8,
  latencyMs: { avg: 1, max: 2 },
  costPerRequest: 1,
  meanBatchSize: 1,
  ...over,
});

it('a batch of k may wait the difference between the maximum of a full batch and its own', () => {
  const profile = shippedProfiles['vgg19']!;
  const slack = sizeSlackMs(profile, group({}))!;
  const maximum = (size: number): number => 1000 * latencyOf(profile, group({}).function, size).maxSeconds;
  expect(slack).toHaveLength(8);
  slack.forEach((ms, index) => expect(ms).toBeCloseTo(maximum(8) - maximum(index + 1), 9));
  expect(slack[7]).toBe(0);
});

it('never rises with the size, even where a profile has a larger batch run faster than a smaller one', () => {
  const curve = (gammaSeconds: number) => ({ alphaSeconds: 0, betaVcpu: 1, gammaSeconds });
  const curves = [curve(0.1), curve(0.4), curve(0.3), curve(0.5)];
  const profile = { cpu: { memoryMb: { slopeMbPerRequest: 0, baseMb: 512 }, avg: curves, max: curves } };
  const slack = sizeSlackMs(profile, group({ function: { type: 'cpu', vcpu: 1, memoryMb: 1024 }, batchSize: 4 }))!;
  [400, 100, 100, 0].forEach((ms, index) => expect(slack[index]).toBeCloseTo(ms, 9));
});

it('batches of one have none', () => {
  expect(sizeSlackMs(shippedProfiles['vgg19']!, group({ batchSize: 1 }))).toBeUndefined();
});
