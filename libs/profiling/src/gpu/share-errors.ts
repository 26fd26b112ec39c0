import { gpuLatency, type GpuProfile } from '@harmonybatch/model';
import { sampleStatistics } from '../samples/sample-statistics';
import type { GpuSamples } from './gpu-samples';

/**
 * What Eq. 3 is off by on shares of the card, relative to each measured mean, above 0 where it says too much; in order of
 * the samples, those on the whole card left out. Large where batches are shorter than a slice, and where a card gives more
 * or less than the share that a function holds of it.
 */
export const shareErrors = (samples: readonly GpuSamples[], profile: GpuProfile): number[] =>
  samples
    .filter(({ gpuMemoryGb }) => gpuMemoryGb < profile.cardMemoryGb)
    .map(({ gpuMemoryGb, vcpu, batchSize, seconds }) => {
      const { avgSeconds } = gpuLatency(profile, gpuMemoryGb, vcpu, batchSize);
      return avgSeconds / sampleStatistics(seconds).meanSeconds - 1;
    });
