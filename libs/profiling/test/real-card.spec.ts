import { latencyOf, latencyQuantileSeconds, latencyReach, profileFault, type GpuProfile } from '@harmonybatch/model';
import {
  defaultGpuTargets,
  inOrder,
  meanConfidenceShare,
  quantileOf,
  sampleStatistics,
  shareErrors,
} from '@harmonybatch/profiling';
import { SeededRandomness } from '@harmonybatch/traffic';
import {
  byLine,
  networks,
  profiledCard,
  quarters,
  recorded,
  recordedSizes,
  shapeOn,
  type Network,
} from './support/real-card';

const { errorShare: bound } = defaultGpuTargets;
/** Errors of the mean on the whole card at each recorded batch size, beyond the 95 % interval of its own runs. */
const meanErrors = (network: Network, gpu: GpuProfile): number[] =>
  recordedSizes(network, quarters).map((batchSize) => {
    const runs = recorded(network, { gpuMemoryGb: quarters, batchSize });
    const error = latencyOf({ gpu }, shapeOn(quarters), batchSize).avgSeconds / sampleStatistics(runs).meanSeconds - 1;
    return Math.max(0, Math.abs(error) - meanConfidenceShare(runs));
  });

describe.each(networks)('%s as it was measured on a real card', (network) => {
  const { profiling, profile } = profiledCard(network, [quarters], new SeededRandomness(5));

  it('is told by some of its 12 batch sizes, the others within the published error', () => {
    expect(profiling.isGood).toBe(true);
    expect(profiling.samples.length).toBeLessThan(12);
    expect(Math.max(...meanErrors(network, profile))).toBeLessThanOrEqual(bound);
    expect(profileFault({ gpu: profile })).toBeNull();
  });

  it('has 95 % points that are never promised below what was measured by more than that', () => {
    for (const batchSize of recordedSizes(network, quarters)) {
      const latency = latencyOf({ gpu: profile }, shapeOn(quarters), batchSize);
      const promised = latencyQuantileSeconds(latency, latencyReach(0.95));
      const measured = quantileOf(inOrder(recorded(network, { gpuMemoryGb: quarters, batchSize })), 0.95);
      expect(promised / measured).toBeGreaterThanOrEqual(1 - bound);
    }
  });
});

it('a line over the batch does not tell networks whose small batches wait for launches: they get a table', () => {
  const { profile } = profiledCard('vgg19', [quarters], new SeededRandomness(5));
  expect(profile.measured!.length).toBeGreaterThanOrEqual(5);
  const [table, line] = [profile, byLine(profile)].map((one) => Math.max(...meanErrors('vgg19', one)));
  expect(line).toBeGreaterThan(1.5 * table!);
  expect(profiledCard('bert', [quarters], new SeededRandomness(5)).profile.measured).toBeDefined();
});

it('a line tells a network that waits for launches with every batch', () => {
  expect(profiledCard('resnet50', [quarters], new SeededRandomness(5)).profile.measured).toBeUndefined();
});

describe('a card whose time is shared among processes', () => {
  const { profiling, profile } = profiledCard('vgg19', [4, 2, 1], new SeededRandomness(5));

  it('gives slices of about two milliseconds', () => {
    expect(profile.timeSliceSeconds).toBeGreaterThan(0.0015);
    expect(profile.timeSliceSeconds).toBeLessThan(0.003);
  });

  it('gives a process less than its share with large batches, which Eq. 3 does not know', () => {
    const errors = shareErrors(profiling.samples, profile);
    const shared = profiling.samples.filter(({ gpuMemoryGb }) => gpuMemoryGb < quarters);
    expect(errors).toHaveLength(shared.length);
    const ofLarge = errors.filter((_, index) => shared[index]!.batchSize === 64);
    for (const error of ofLarge) expect(error).toBeLessThan(-bound);
  });
});
