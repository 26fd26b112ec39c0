import type { Catalogue } from '../catalogue';

/** What the platform accepted in 2023: slices of an A10, vCPU on its grid, at most 4 GB of memory a vCPU. */
export const alibaba2023: Catalogue = {
  name: 'alibaba-2023',
  effectiveDate: '2023-12-14',
  maxPayloadBytes: 32 * 1024 * 1024,
  cpu: {
    minVcpu: 0.05,
    maxVcpu: 16,
    stepVcpu: 0.05,
    memoryStepMb: 64,
    minMemoryMb: 128,
    maxMemoryMb: 32_768,
    minMemoryGbPerVcpu: 1,
    maxMemoryGbPerVcpu: 4,
    maxBatchSize: 4,
  },
  gpus: [
    {
      sharing: 'time-sliced',
      card: 'A10',
      gpuType: 'fc.gpu.ampere.1',
      cardMemoryGb: 24,
      stepGb: 1,
      gbPerVcpu: 3,
      stepVcpu: 0.05,
      maxMemoryGbPerVcpu: 4,
      minMemoryMb: 128,
      memoryStepMb: 64,
      maxBatchSize: 32,
    },
  ],
};
